"""Roles by what is said: a guess, with a confidence.

Agents greet for a company, offer help, ask who is calling and promise to do things; customers
tell what is wrong with something of theirs. Only English is understood, and only of two speakers.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from callinsight.domain.role_phrases import AGENT_CUES, CUSTOMER_CUES
from callinsight.domain.speaker_role import SpeakerRole
from callinsight.domain.transcript import Transcript, Turn

# Below it a role stays unknown: a wrong role is worse than none.
SURE = 0.8
_PAIR = 2
_TURNS_AT_EITHER_END = 60
_TURN_CHARS = 2000
_COUNTS_AT_MOST = 2  # of one phrase: nobody is an agent by saying "of course" all the time
_STEEPNESS = 0.9  # weights 1.5 apart are just sure enough; set on one half of the labelled calls
_ANSWERING = 1.5
_NAME_WORDS = 5
_GREETS = re.compile(
    r" (hi|hiya|hello|hey|morning|good (morning|afternoon|evening)|yes|yeah|speaking) "
)
_NO_WORD = re.compile(r"[^\w']+")


def inferred_roles(transcript: Transcript) -> dict[str, SpeakerRole]:
    """Return the roles that speak from the words, or a role of None where they are not sure.

    Nothing is guessed for drafts, for languages other than English, and for more or fewer than
    two speakers.
    """
    understood = transcript.language is None or transcript.language.casefold().startswith("en")
    scores = _scores(transcript.turns)
    if not understood or transcript.quality == "draft" or len(scores) != _PAIR:
        return {}
    agent, customer = sorted(scores, key=lambda speaker: (-scores[speaker], speaker))
    apart = scores[agent] - scores[customer]
    confidence = round(1 / (1 + math.exp(-_STEEPNESS * apart)), 3)
    if confidence < SURE:
        unsure = SpeakerRole(source="inferred", confidence=confidence)
        return {agent: unsure, customer: unsure}
    return {
        agent: SpeakerRole(role="agent", source="inferred", confidence=confidence),
        customer: SpeakerRole(role="customer", source="inferred", confidence=confidence),
    }


def _scores(turns: tuple[Turn, ...]) -> Mapping[str, float]:
    """Return for each speaker by how much the words are an agent's; calls begin and end tellingly."""
    said: dict[str, list[str]] = defaultdict(list)
    last = len(turns) - _TURNS_AT_EITHER_END
    for place, turn in enumerate(turns):
        telling = place < _TURNS_AT_EITHER_END or place >= last
        said[turn.speaker] += [_plain(turn.text)] if telling else []
    scores = {speaker: _score(texts) for speaker, texts in said.items()}
    if _answers_the_phone(turns):
        scores[turns[0].speaker] += _ANSWERING
    return scores


def _answers_the_phone(turns: tuple[Turn, ...]) -> bool:
    """Say whether the call begins with a bare name, which the other one greets."""
    if len(turns) < _PAIR or turns[0].speaker == turns[1].speaker:
        return False
    name, greeting = _plain(turns[0].text), _plain(turns[1].text)
    return (
        len(name.split()) <= _NAME_WORDS
        and not _GREETS.match(name)
        and bool(_GREETS.match(greeting))
    )


def _score(texts: list[str]) -> float:
    return _weight(AGENT_CUES, texts) - _weight(CUSTOMER_CUES, texts)


def _weight(cues: Iterable[tuple[float, re.Pattern[str]]], texts: list[str]) -> float:
    return sum(
        weight * min(_COUNTS_AT_MOST, sum(cue.search(text) is not None for text in texts))
        for weight, cue in cues
    )


def _plain(text: str) -> str:
    """Return lower case words with one space around each."""
    straight = text[:_TURN_CHARS].casefold().replace("\u2019", "'")
    return f" {_NO_WORD.sub(' ', straight).strip()} "
