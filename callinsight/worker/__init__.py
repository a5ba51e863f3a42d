"""The warm Prefect worker. Every `prefect` command imports this: it stays light."""

from callinsight.worker.worker import CallInsightWorker

__all__ = ["CallInsightWorker"]
