"""Logs of the service processes: one line an event, ids and codes only."""

import logging
import sys


def log_to_stderr(level: int = logging.INFO) -> None:
    """Write our log lines, and warnings of everybody else, to stderr."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("callinsight").setLevel(level)
