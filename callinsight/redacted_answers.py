"""A provider's answer without the values that redaction finds: it stays JSON of the same shape."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from callinsight.domain.redaction.asked import Asked
from callinsight.domain.redaction.columns import Leaf, by_speaker, columns_of, joined_leaves
from callinsight.domain.redaction.said import Said, repeats_in
from callinsight.domain.redaction.stream import Piece, Stream
from callinsight.domain.redaction.wish import Redaction
from callinsight.redaction import finder

# With blanks between the words of a list, and without: lists of characters and tokens have their own.
_BLANKS = (" ", "")
# No value is shorter: lists hold thousands of words.
_SHORTEST = 6
# Nine digits may answer a question that stands elsewhere; what was asked for else is in `said`.
_ASKED = Asked(range(sys.maxsize), ())
# What subtitles say of their times; captions before and after it are one text.
_CUE = re.compile(r"((?:^\d{1,9}\r?\n)?^[ \t]*[\d:.,]{5,20} --> [^\n]{5,80}$)", re.MULTILINE)


def redacted_answer(
    body: bytes, wish: Redaction, language: str | None, said: Sequence[Said] = ()
) -> bytes:
    """Return an answer with a word for the kind in the place of each value; null if it is no JSON.

    A value may be spread over lists of words, with its blanks or without, and with what others say
    in between, or stand in one text. What is `said` in the transcript is hidden in any case.
    """
    try:
        hidden = _Hiding(wish, language, said).hidden(json.loads(body))
        return json.dumps(hidden, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return b"null"


class _Hiding:
    def __init__(self, wish: Redaction, language: str | None, said: Sequence[Said]) -> None:
        self._find = finder(wish, language, _ASKED)
        self._said = said
        self._alone_before: dict[str, str] = {}  # names and words come up again and again

    def hidden(self, document: Any) -> Any:
        for leaves in columns_of(document):
            self._hide(leaves)
        return self._alone(document)

    def _hide(self, leaves: Sequence[Leaf]) -> None:
        """Hide what is spread over texts that go on in each other; first what surely was said."""
        joined = joined_leaves([(0, leaf) for leaf in leaves], "")
        joined.hide(repeats_in(joined, self._said))
        for turns in by_speaker(leaves):
            for blank in _BLANKS[: len(turns)]:
                joined = joined_leaves(turns, blank)
                joined.hide(self._find(joined.stream))

    def _alone(self, value: Any) -> Any:
        """Hide what stands in one text, in a name, or in a number."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            kept = {**value, "content": ""} if value.get("is_base64_encoded") else value
            return {self._text(name): self._alone(inner) for name, inner in kept.items()}
        if isinstance(value, list):
            return [self._alone(inner) for inner in value]
        return self._number(value) if type(value) is int else value

    def _text(self, text: str) -> str:
        if len(text) < _SHORTEST:
            return text
        if text not in self._alone_before:
            self._alone_before[text] = self._hidden_text(text)
        return self._alone_before[text]

    def _hidden_text(self, text: str) -> str:
        if text.lstrip()[:1] in {"[", "{"} and (document := _document(text)) is not None:
            return json.dumps(self.hidden(document), ensure_ascii=False)
        parts = _CUE.split(text)
        captions = [Leaf(parts, place, 0, ()) for place in range(0, len(parts), 2)]
        self._hide(captions)
        return "".join(parts)

    def _number(self, number: int) -> int | str:
        """Hide a card, and what was said; whatever else is long may be a time or an id."""
        digits = str(number)
        if len(digits) < _SHORTEST:
            return number
        kinds = [said.kind for said in self._said if said.value.endswith(digits)]
        found = self._find(Stream([Piece(0, digits)]))
        kinds += [one.kind for one in found if one.kind == "card"]
        return f"[{kinds[0].upper()}]" if kinds else number


def _document(text: str) -> Any:
    """Return the list or the object that a text is; None if it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, list | dict) else None
