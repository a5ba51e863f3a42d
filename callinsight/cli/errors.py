"""Errors as a person wants them: one clear sentence and a hint, never a traceback."""

import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager

from callinsight.domain.errors.base import CallInsightError, InternalError, RetryableError
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.errors.provider import BudgetUsedUpError

FAILED = 1
WRONG_USAGE = 2


@contextmanager
def plain_errors() -> Generator[None]:
    """Print what goes wrong inside the block and exit with 1, or 2 for a wrong setting."""
    try:
        yield
    except CallInsightError as error:
        _print(error)
        sys.exit(WRONG_USAGE if isinstance(error, SettingsError) else FAILED)
    except Exception as error:  # noqa: BLE001  (the last boundary before the user)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        _print(
            InternalError(
                f"An unexpected {type(error).__name__} at {frame.filename}:{frame.lineno}."
            )
        )
        sys.exit(FAILED)


def _print(error: CallInsightError) -> None:
    print(f"Error: {error} ({error.code})", file=sys.stderr)
    if hint := _hint(error):
        print(f"Hint: {hint}", file=sys.stderr)


def _hint(error: CallInsightError) -> str:
    """Advise who waits at a terminal: nothing goes on by itself there."""
    if isinstance(error, BudgetUsedUpError):
        return (
            "`callinsight budgets show` tells what is left; raise it, or try again after 00:00 UTC."
        )
    if isinstance(error, RetryableError):
        return "Try again in a moment; `callinsight doctor` tells what is away."
    if isinstance(error, SettingsError) and "RECORDINGS_BUCKET is missing" in str(error):
        return "No stack runs in this folder: start one with `callinsight up`, or set it (README)."
    return error.hint
