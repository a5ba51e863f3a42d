"""The steps of a call as Prefect tasks: policy in the decorator, one line of work in the body."""
