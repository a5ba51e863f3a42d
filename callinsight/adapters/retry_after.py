"""How long a provider asks to wait, in every form that providers use."""

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_WAIT_SECONDS = 86_400.0  # nobody means more than a day

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]*)?")
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]*)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_FIRST_MOMENT = 1e9  # a number beyond it is a moment since 1970; one below it is a duration
_BUDGETS = ("requests", "tokens")


def asked_wait_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long an answer asks to wait, a day at most; None if it does not say it clearly.

    The most exact header wins: `retry-after-ms`, then `Retry-After` (a number or a date), then the
    `x-ratelimit-reset` headers.
    """
    said = {name.lower(): value for name, value in headers.items()}
    milliseconds = _number(said.get("retry-after-ms"))
    if milliseconds is not None:
        return _bounded(milliseconds / 1000)
    wait = _wait(said.get("retry-after"))
    return _reset(said) if wait is None else wait


def _wait(value: str | None) -> float | None:
    """Return the seconds in a Retry-After header: a number of them, or a date."""
    seconds = _number(value)
    if seconds is not None:
        return _bounded(seconds)
    try:
        moment = parsedate_to_datetime(value or "")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return _bounded(moment.timestamp() - time.time())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _reset(headers: Mapping[str, str]) -> float | None:
    """Return when the budget is renewed; of several budgets only an empty one is waited for."""
    waits = [_until(headers.get("x-ratelimit-reset"))]
    waits += [
        _until(headers.get(f"x-ratelimit-reset-{budget}"))
        for budget in _BUDGETS
        if _number(headers.get(f"x-ratelimit-remaining-{budget}")) == 0
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _until(value: str | None) -> float | None:
    """Return the seconds to a moment since 1970, or those of a duration such as `1m30s`."""
    number = _number(value)
    if number is not None:
        return _bounded(number - time.time() if number >= _FIRST_MOMENT else number)
    parts = _DURATION.findall(value or "")
    if not parts or "".join(map("".join, parts)) != (value or "").strip():
        return None
    return _bounded(sum(float(count) * _UNITS[unit] for count, unit in parts))


def _number(value: str | None) -> float | None:
    found = _NUMBER.fullmatch((value or "").strip())
    return float(found.group()) if found else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS)
