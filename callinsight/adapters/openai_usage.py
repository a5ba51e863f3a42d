"""What OpenAI's two routes count: tokens read, cached, written and thought."""

from typing import Any

from callinsight.adapters.json_bodies import loaded
from callinsight.domain.analysis import Usage

# No context is as large: what counts more counts nonsense.
_MOST_TOKENS = 10**9


def usage_in(body: bytes) -> Usage:
    """Return the tokens an answer counts, under the names of either route.

    What it does not count, or not in whole numbers from 0 on, is 0: the request itself was made.
    """
    counted = _object(loaded(body), "usage")
    taken = _object(counted, "input_tokens_details") or _object(counted, "prompt_tokens_details")
    given = _object(counted, "output_tokens_details") or _object(
        counted, "completion_tokens_details"
    )
    read = _count(counted, "input_tokens") or _count(counted, "prompt_tokens")
    written = _count(counted, "output_tokens") or _count(counted, "completion_tokens")
    cached = min(read, _count(taken, "cached_tokens"))
    return Usage(
        requests=1,
        input_tokens=read,
        cached_tokens=cached,
        cache_write_tokens=min(read - cached, _count(taken, "cache_write_tokens")),
        output_tokens=written,
        reasoning_tokens=min(written, _count(given, "reasoning_tokens")),
    )


def _object(outer: object, name: str) -> dict[str, Any]:
    inner = outer.get(name) if isinstance(outer, dict) else None
    return inner if isinstance(inner, dict) else {}


def _count(counted: dict[str, Any], name: str) -> int:
    value = counted.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 <= value <= _MOST_TOKENS else 0
