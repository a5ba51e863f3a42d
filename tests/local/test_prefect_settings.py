"""What the embedded Prefect server is told, and whether it understands."""

from datetime import timedelta
from pathlib import Path

import pytest
from prefect.settings.models.root import Settings

from callinsight.local.layout import Layout, Ports
from callinsight.local.prefect_settings import PREFECT_SERVER_SETTINGS


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Prefect's own reading of our settings."""
    for name, value in PREFECT_SERVER_SETTINGS.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_prefect_knows_every_name_and_reads_the_value_we_mean(told: Settings) -> None:
    services = told.server.services
    assert told.server.database.sqlalchemy.pool_size == 20
    recorder = services.task_run_recorder
    assert (recorder.read_batch_size, recorder.batch_size, recorder.flush_interval) == (50, 50, 1)
    assert services.db_vacuum.enabled_vacuum_types >= {"events", "flow_runs"}
    assert services.db_vacuum.retention_period == timedelta(days=14)
    assert told.server.events.retention_period == timedelta(days=2)


def test_the_members_of_the_stack_get_them(tmp_path: Path) -> None:
    environment = Layout.at(tmp_path, Ports(1, 2, 3)).member_environment()
    assert environment.items() >= PREFECT_SERVER_SETTINGS.items()
