"""What the embedded Prefect server is told so that a call costs it little.

docs/decisions/0006-warm-worker.md says what each one saved, and what was tried besides.
"""

PREFECT_SERVER_SETTINGS = {
    # Beyond its pool the server opens a connection for one request and closes it again: a new
    # database process and a look at all types each time.
    "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": "20",
    # The states of task runs come as events; one transaction holds many of them, a second late.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # Events are for looking at a run while it matters. Runs and their logs would stay for ever;
    # the calls themselves do, in our own tables.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "1209600",  # 14 days, in seconds
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P2D",
}
