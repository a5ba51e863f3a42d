"""Logs of the service processes: one line an event, ids and codes only."""

import logging
import sys
import traceback
from types import TracebackType

_PLACES = 6
_ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class WithoutText(logging.Formatter):
    """Cuts the exceptions that libraries log to type and places: a text may quote a call."""

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802  (logging's name)
        return "" if ei[1] is None else without_text(ei[1])


def without_text(error: BaseException) -> str:
    """Return an exception's type and the places it passed, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"


def log_to_stderr(level: int = logging.INFO) -> None:
    """Write our log lines, and warnings of everybody else, to stderr."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(WithoutText("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[lines], level=logging.WARNING)
    logging.getLogger("callinsight").setLevel(level)
