"""Numbers of several words: `four thousand one hundred and eleven`, `quatre-vingt-douze trente`."""

from collections.abc import Iterator, Sequence

from callinsight.domain.redaction.digits import Spoken, Token

MULTIPLES = {"hundred", "thousand"}
# Between two words of one number, in the languages whose phrases are read.
_LINKS = {"and", "et", "y", "e", "und", "og", "en"}
_MOST_WORDS = 40


def with_phrases(text: str, tokens: Sequence[Token], phrase: Spoken) -> list[Token]:
    """Return words with each phrase of numbers as one; nothing if no phrase is more than its words."""
    read: list[Token] = []
    is_more = False
    for group in _groups(text, tokens):
        first, last = group[0], group[-1]
        digits = phrase(text[first.start : last.end].casefold()) if len(group) > 1 else None
        if digits is None:
            read += group
        else:
            is_more = is_more or digits != "".join(token.digits or "-" for token in group)
            read.append(first._replace(end=last.end, digits=digits))
    return read if is_more else []


def _groups(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield words of numbers that follow each other without a pause together, others alone."""
    group: list[Token] = []
    for token in tokens:
        if group and not (len(group) < _MOST_WORDS and _goes_on(text, group[-1], token)):
            yield from _without_links(group)
            group = []
        group.append(token)
    if group:
        yield from _without_links(group)


def _without_links(group: list[Token]) -> Iterator[list[Token]]:
    """Yield a group without the words at its ends that only link numbers."""
    end = len(group)
    while end > 1 and not _is_number(group[end - 1]):
        end -= 1
    yield group[:end]
    yield from ([token] for token in group[end:])


def _goes_on(text: str, before: Token, after: Token) -> bool:
    parts = _is_number(before) or before.text.casefold() in _LINKS
    follows = _is_number(after) or after.text.casefold() in _LINKS
    return parts and follows and text[before.end : after.start].strip(" -") == ""


def _is_number(token: Token) -> bool:
    return token.said and (token.digits is not None or token.text.casefold() in MULTIPLES)
