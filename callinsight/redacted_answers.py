"""A provider's answer without the values that redaction finds: it stays JSON of the same shape."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callinsight.domain.redaction.found import Found
from callinsight.domain.redaction.stream import Piece, Stream
from callinsight.domain.redaction.wish import Redaction
from callinsight.redaction import finder

# What lists of words, of characters and of a model's tokens call their texts.
_TEXTS = ("text", "word", "token", "content")


def redacted_answer(body: bytes, wish: Redaction, language: str | None) -> bytes:
    """Return an answer with a word for the kind in the place of each value; null if it is no JSON.

    A value may be spread over a list of words, with its blanks or without, or stand in one text.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return b"null"
    return json.dumps(_Hiding(wish, language).hidden(document), ensure_ascii=False).encode()


class _Hiding:
    def __init__(self, wish: Redaction, language: str | None) -> None:
        self._find = finder(wish, language, lambda _turn: True)

    def hidden(self, value: Any) -> Any:
        if isinstance(value, str):
            return _without(value, self._find(Stream([Piece(0, value)])))
        if isinstance(value, Mapping):
            return {name: self.hidden(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return self._hidden_list(value)
        return value

    def _hidden_list(self, values: list[Any]) -> list[Any]:
        for name in _TEXTS:
            if all(isinstance(one, Mapping) and isinstance(one.get(name), str) for one in values):
                values = self._over_items(values, name)
        return [self.hidden(value) for value in values]

    def _over_items(self, items: list[Any], name: str) -> list[Any]:
        """Hide what is spread over the texts of several items; those after the first are emptied."""
        for blank in (" ", ""):
            texts = [item[name] for item in items]
            found = self._find(Stream([Piece(0, blank.join(texts))]))
            left = _spread(texts, found, len(blank))
            items = [{**item, name: text} for item, text in zip(items, left, strict=True)]
        return items


def _without(text: str, found: Iterable[Found]) -> str:
    for one in sorted(found, reverse=True):
        text = text[: one.start] + f"[{one.kind.upper()}]" + text[one.end :]
    return text


def _spread(texts: Sequence[str], found: Iterable[Found], blank: int) -> list[str]:
    left: list[str] = []
    at, values = 0, sorted(found)
    for text in texts:
        own = [one for one in values if one.start < at + len(text) and at < one.end]
        for one in reversed(own):
            name = f"[{one.kind.upper()}]" if one.start >= at else ""
            text = text[: max(one.start - at, 0)] + name + text[max(one.end - at, 0) :]  # noqa: PLW2901
        at += len(texts[len(left)]) + blank
        left.append(text)
    return left
