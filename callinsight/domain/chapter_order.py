"""Chapters stand in the order of the call, and no turn belongs to two of them."""

from collections.abc import Iterator

from callinsight.domain.answer_view import AnswerView, number
from callinsight.domain.findings import ContradictionReason


def chapters_in_disorder(view: AnswerView) -> Iterator[tuple[ContradictionReason, str]]:
    """Yield a code and a place for each chapter that runs backwards, or into another one."""
    begun, heard = 0.0, 0.0
    for place, chapter in enumerate(view.items("chapters")):
        first, last = number(chapter.get("first_turn")), number(chapter.get("last_turn"))
        if first is None or last is None:
            continue
        if last < first or first < begun:
            yield "chapters_out_of_order", f"/chapters/{place}"
        elif first <= heard:
            yield "chapters_overlap", f"/chapters/{place}"
        begun, heard = max(begun, first), max(heard, last)
