"""Going on after a failure: the dispatcher's loop must outlive whatever happens in it."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from callinsight.domain.errors.base import CallInsightError
from callinsight.logs import without_text

_log = logging.getLogger(__name__)

T = TypeVar("T")


async def outlived(
    subject: str,
    act: Callable[[], Awaitable[T]],
    *,
    but_not: tuple[type[CallInsightError], ...] = (),
) -> T | None:
    """Return what `act` returns, or None if it fails, which is logged under `subject`.

    Errors of `but_not` pass through.
    """
    try:
        return await act()
    except but_not:
        raise
    except CallInsightError as error:
        _log.warning("%s waits: %s", subject, error)
    except Exception as error:  # noqa: BLE001
        _log.error("%s met an unexpected %s", subject, without_text(error))
    return None
