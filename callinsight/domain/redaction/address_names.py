"""What is said before the at of an address: names, letters, numbers and the signs between them."""

from collections.abc import Sequence

from callinsight.domain.redaction.address_words import MANNERS, NOT_IN_NAMES, SIGNS, takes_at
from callinsight.domain.redaction.cardinals import MULTIPLES
from callinsight.domain.redaction.digits import Spoken, is_times
from callinsight.domain.redaction.word_parts import Part

_MOST_PARTS = 60
# First names and middle names that no sign joins to the last one; a word too many does no harm.
_MOST_NAMES = 2


class Names:
    """Finds where a name begins, from its last part on."""

    def __init__(self, parts: Sequence[Part], spoken: Spoken) -> None:
        self._parts, self._spoken = parts, spoken

    def start(self, last: int, least: int, *, sure: bool) -> int | None:
        """Return the place of the first part, at `least` or later; None if there is no name."""
        while last > least and self._parts[last].word in MANNERS:
            last -= 1
        first, names, dotted = last, _MOST_NAMES, False
        while first > max(least, last - _MOST_PARTS):
            step = self._joined(first)
            if step:
                dotted = dotted or self._parts[first].between == "."
            elif names and not dotted and self._is_name_before(first):
                step = 1
                names -= 1
            if not step or first - step < least:
                break
            first -= step
        is_plain = first + _MOST_NAMES - names == last and self._is_plain(last)
        return None if is_plain and not sure and takes_at(self._parts[last].word) else first

    def _joined(self, first: int) -> int:
        """Return how many parts before one belong to it for sure."""
        part, before = self._parts[first], self._parts[first - 1]
        if part.between == ".":
            return 1
        if not part.is_near:
            return 0
        if before.word in SIGNS:
            return self._signs_before(first)
        if self._is_number(part) and before.word == "and":
            return 2 if first > 1 and self._is_number(self._parts[first - 2]) else 0
        if self._is_plain(first):
            return 0
        is_first_of_numbers = self._is_number(part) and self._is_name_before(first)
        return int(is_first_of_numbers or not self._is_plain(first - 1))

    def _signs_before(self, first: int) -> int:
        """Return the count of signs, and of the name before them, as in `anna guion bajo lee`."""
        place = first - 1
        while place > 0 and self._parts[place].is_near and self._parts[place - 1].word in SIGNS:
            place -= 1
        return first - place + 1 if place > 0 and self._parts[place].is_near else 0

    def _is_name_before(self, first: int) -> bool:
        between, before = self._parts[first].between, self._parts[first - 1]
        is_initial = len(before.word) == 1 and between.rstrip() == "."
        return is_initial or (between.isspace() and before.word not in NOT_IN_NAMES)

    def _is_plain(self, place: int) -> bool:
        """Say whether a part is neither a letter nor a number, nor tells how a letter is written."""
        part = self._parts[place]
        return not part.is_spelled and part.word not in MANNERS and not self._is_number(part)

    def _is_number(self, part: Part) -> bool:
        is_counted = part.word in MULTIPLES or is_times(part.word)
        return is_counted or part.word.isdecimal() or self._spoken(part.word) is not None
