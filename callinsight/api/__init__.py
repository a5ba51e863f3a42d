"""The HTTP API: one router per noun; it needs no Prefect."""
