"""Merging: which answers about parts of a call are put together in one request."""

import json
from collections.abc import Sequence
from typing import Any

from callinsight.domain.transcript_parts import PART_CHARACTERS, TranscriptPart

PartAnswer = tuple[TranscriptPart, dict[str, Any]]
_LEAST = 2  # fewer would merge nothing, and the rounds would never end


def merge_groups(answers: Sequence[PartAnswer], limit: int | None = None) -> list[list[PartAnswer]]:
    """Return answers in groups of neighbours that fit into one request, at least two in each.

    Only the last group may hold one.
    """
    groups: list[list[PartAnswer]] = []
    size = 0
    for answer in answers:
        length = len(json.dumps(answer[1], ensure_ascii=False))
        fits = groups and size + length <= (limit or PART_CHARACTERS)
        if groups and (fits or len(groups[-1]) < _LEAST):
            groups[-1].append(answer)
            size += length
        else:
            groups.append([answer])
            size = length
    return groups


def spanning(group: Sequence[PartAnswer]) -> TranscriptPart:
    """Return the stretch of the call that answers of a group are about; its text is not needed."""
    ids = dict.fromkeys(turn_id for part, _ in group for turn_id in part.turn_ids)
    return TranscriptPart("", tuple(ids))
