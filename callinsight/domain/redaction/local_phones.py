"""Phone numbers of North America that no exchange has, as people write, dial and mishear them."""

import re
from collections.abc import Callable, Iterator, Sequence

from callinsight.domain.redaction.digits import Run
from callinsight.domain.redaction.found import Found
from callinsight.domain.redaction.numbers import is_named

_REGIONS = {"US", "CA"}
_WRITTEN = re.compile(
    r"(?<![\w.-])(?:\+?1[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])\d{3}[-. ]\d{4}(?![\w-]|\.\d)"
)
_WITHOUT_AREA = re.compile(r"(?<![\w.-])[2-9]\d\d-\d{4}(?![\w-]|\.\d)")
_DIALLED = re.compile(r"1?([2-9]\d{9})")


def local_phones_in(
    text: str, runs: Sequence[Run], regions: Sequence[str], asked: Callable[[int], bool]
) -> Iterator[Found]:
    """Find what has the form of a number; in places where one was asked for, seven digits, too."""
    if not _REGIONS & set(regions):
        return
    for match in _WRITTEN.finditer(text):
        yield _found(match.start(), match.end(), match[0])
    for match in _WITHOUT_AREA.finditer(text):
        if asked(match.start()):
            yield _found(match.start(), match.end(), match[0])
    for run in runs:
        has_form = _DIALLED.fullmatch(run.digits) and not run.is_counting
        if has_form and asked(run.start) and not is_named(text, run):
            yield _found(run.start, run.end, run.digits)


def _found(start: int, end: int, said: str) -> Found:
    digits = re.sub(r"\D", "", said)
    dialled = _DIALLED.fullmatch(digits)
    return Found(start, end, "phone", f"+1{dialled[1]}" if dialled else digits)
