"""A call prepared for looking up what its turns say: facts, names and phrases."""

from collections.abc import Callable
from functools import cached_property

from callinsight.domain.facts.heard import Heard, Said, heard, next_of
from callinsight.domain.facts.unsaid import has_numbers, unsaid_in
from callinsight.domain.facts.wording import Wording, forms_of, is_unit, own_words
from callinsight.domain.transcript import Transcript

Digits = Callable[[str], str]


class SpokenCall:
    """The turns of one call; `in_digits` writes the number words of its language in digits."""

    def __init__(self, transcript: Transcript, language: str, in_digits: Digits) -> None:
        self.language = language
        self.in_digits = in_digits
        turns = transcript.turns
        self._said = [Said(turn.role or turn.speaker, in_digits(turn.text)) for turn in turns]
        self._raw = [turn.text for turn in turns]
        self._heard_at: dict[int, Heard] = {}
        self._places = {turn.id: place for place, turn in enumerate(turns)}

    @cached_property
    def heard(self) -> Heard:
        """The facts that anybody tells."""
        return heard(self._said, self.language)

    @cached_property
    def _wordings(self) -> list[tuple[Wording, Wording]]:
        """Each turn with the speaker's next: as it was said, and with numbers as digits."""
        written = [turn.text for turn in self._said]
        return [
            (Wording(self._joined(self._raw, place)), Wording(self._joined(written, place)))
            for place in range(len(written))
        ]

    def has_turn(self, turn_id: int) -> bool:
        """Say whether there is such a turn."""
        return turn_id in self._places

    def has_name(self, name: str) -> bool:
        """Say whether the words of a name were said, wherever."""
        if any(self._holds(place, name) for place in self._places.values()):
            return True
        own = own_words(name)
        return bool(own) and all(word.removesuffix("s") in self._words for word in own)

    @cached_property
    def _words(self) -> frozenset[str]:
        words = {word for pair in self._wordings for each in pair for word in each.words}
        return frozenset({word.removesuffix("s") for word in words})

    def has_phrase(self, phrase: str) -> bool:
        """Say whether somebody says these words, numbers in whatever form."""
        places = self._places.values()
        if any(self._holds(place, phrase) for place in places):
            return True
        return any(self._tells(place, phrase) for place in places)

    def turn_has(self, turn_id: int, phrase: str) -> bool:
        """Say whether a turn holds these words, or goes on with them in the speaker's next."""
        place = self._places[turn_id]
        return self._holds(place, phrase) or self._tells(place, phrase)

    def _holds(self, place: int, phrase: str) -> bool:
        said, written = self._wordings[place]
        return said.holds(forms_of(phrase)) or written.holds(forms_of(self.in_digits(phrase)))

    def _tells(self, place: int, phrase: str) -> bool:
        """Say whether a turn has the numbers of a phrase in another form, and its words."""
        text = self.in_digits(phrase)
        if not has_numbers(text):
            return False
        _, wording = self._wordings[place]
        words = [word for word in text.split() if word.isalpha() and not is_unit(word)]
        if not all(wording.holds(forms_of(word)) for word in words):
            return False
        facts = self._heard_from(place)
        return not any(unsaid_in(text, facts, self.language, least_digits=1))

    def _heard_from(self, place: int) -> Heard:
        if place not in self._heard_at:
            turns = [self._said[each] for each in self._places_from(place)]
            self._heard_at[place] = heard(turns, self.language)
        return self._heard_at[place]

    def _joined(self, texts: list[str], place: int) -> str:
        return " ".join(texts[each] for each in self._places_from(place))

    def _places_from(self, place: int) -> list[int]:
        after = next_of(self._said, place)
        return [place] if after is None else [place, after]
