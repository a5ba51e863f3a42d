"""The flows people see in Prefect."""
