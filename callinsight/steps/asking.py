"""Asking a model a profile's questions: each answer is paid once, kept, checked, and counted."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from callinsight.domain.analysis import Counted, Usage, is_storable
from callinsight.domain.call_analysis import UNANSWERABLE
from callinsight.domain.errors.provider import BadOutputError, OutputCutError
from callinsight.domain.fingerprint import content_hash, fingerprint
from callinsight.domain.lineage import RequestMade
from callinsight.domain.merging import merge_groups, spanning
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest, longer_of, merge_of, repair_of, request_of
from callinsight.domain.question import Question, questions_of
from callinsight.domain.transcript import Transcript
from callinsight.domain.transcript_parts import TranscriptPart, transcript_parts
from callinsight.output_schema import require_fitting
from callinsight.ports.engines import LanguageModel
from callinsight.steps.computing import computed

AnswerOf = Callable[[ModelRequest, str], Awaitable[tuple[bytes, bool]]]
Spent = Callable[[Sequence[Counted]], None]


@dataclass
class Answers:
    """What the model said so far, and what that cost."""

    fields: dict[str, Any] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    model: str | None = None
    dropped_settings: set[str] = field(default_factory=set)
    turns_read: set[int] = field(default_factory=set)
    parts: int = 1
    requests: list[RequestMade] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        """What all of them counted."""
        return sum((each.usage for each in self.counted), Usage())


@dataclass(frozen=True)
class _Place:
    """Which request of an analysis it is, and under which fingerprint its answer is kept."""

    question: str
    kind: Literal["question", "part", "merge"]
    answer: str
    number: int = 1
    again: Literal["repair", "longer"] | None = None


class Asking:
    """Puts questions to one model.

    `answer_of` brings the answer to a request of a fingerprint, and says whether it was stored before;
    `spent` hears what each answer so far counted, and of which model it is.
    """

    def __init__(self, model: LanguageModel, answer_of: AnswerOf, spent: Spent) -> None:
        self._model = model
        self._answer_of = answer_of
        self._spent = spent

    @property
    def engine(self) -> str:
        """The name of what answers."""
        return self._model.engine

    async def answers(self, profile: Profile, transcript: Transcript, mark: str) -> Answers:
        """Return the answers to all questions; a long transcript is read in parts, none left out.

        Raises `BadOutputError` if an answer does not fit the schema even after one repair,
        `OutputCutError` if it has no room even after one request for twice as much,
        `ModelRefusedError` if the model declines; what was paid until then is noted on the execution.
        """
        parts = transcript_parts(transcript, profile.part_characters)
        answers = Answers(parts=len(parts))
        for question in questions_of(profile):
            _add(answers.fields, await self.answer(profile, question, parts, mark, answers))
        return answers

    async def answer(
        self,
        profile: Profile,
        question: Question,
        parts: Sequence[TranscriptPart],
        mark: str,
        answers: Answers,
    ) -> dict[str, Any]:
        """Return the answer to one question about all parts; raises what `answers` raises."""
        by_part = []
        for number, part in enumerate(parts, start=1):
            place = {"part": number, "of": len(parts)} if len(parts) > 1 else {}
            own = fingerprint(analysis=mark, request=question.name, **place)
            made = _Place(question.name, "part" if place else "question", own, number)
            request = request_of(profile, question, part.text)
            by_part.append((part, await self._answer(request, made, answers)))
            answers.turns_read |= set(part.turn_ids)
        return await self._merged(profile, question, by_part, mark, answers)

    async def _merged(
        self,
        profile: Profile,
        question: Question,
        by_part: list[tuple[TranscriptPart, dict[str, Any]]],
        mark: str,
        answers: Answers,
    ) -> dict[str, Any]:
        """Return one answer of several, in rounds: each request takes as many as fit, two at least."""
        number = 0
        while len(by_part) > 1:
            merged = []
            for group in merge_groups(by_part, profile.part_characters):
                if len(group) == 1:
                    merged += group
                    continue
                number += 1
                own = fingerprint(analysis=mark, request=question.name, merge=number)
                made = _Place(question.name, "merge", own, number)
                answer = await self._answer(merge_of(profile, question, group), made, answers)
                merged.append((spanning(group), answer))
            by_part = merged
        return by_part[0][1]

    async def _answer(
        self, request: ModelRequest, place: _Place, answers: Answers
    ) -> dict[str, Any]:
        """Return one answer; asked again once for an answer that was cut, or does not fit."""
        own = place.answer
        try:
            return await self._ask(request, place, answers)
        except OutputCutError:
            longer = longer_of(request)
            if longer is None:
                raise
            again = replace(place, again="longer", answer=fingerprint(longer_of=own))
            return await self._ask(longer, again, answers)
        except BadOutputError:
            again = replace(place, again="repair", answer=fingerprint(repair_of=own))
            return await self._ask(repair_of(request), again, answers)

    async def _ask(self, request: ModelRequest, place: _Place, answers: Answers) -> dict[str, Any]:
        body, found = await self._answer_of(request, place.answer)
        answered_by = self._model.answered_by(body, request)
        answers.counted.append(Counted(model=answered_by, usage=self._model.usage(body)))
        self._spent(answers.counted)
        sent = await computed(self._model.sent, request, body)
        made = RequestMade(
            **vars(place), sha256=content_hash(sent), size_bytes=len(sent), found=found
        )
        answers.requests.append(made)
        return self._read(body, request, answers)

    def _read(self, body: bytes, request: ModelRequest, answers: Answers) -> dict[str, Any]:
        answer = self._model.read(body, request)
        try:
            fields = json.loads(answer.text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise BadOutputError("The model's answer is not JSON.") from None
        require_fitting(fields, request.output_schema)
        if not is_storable(fields):
            raise BadOutputError("The model's answer holds what no table can store.")
        found = request.answer_in(fields)
        if found is None:
            raise BadOutputError("The model answered another question than the one it was asked.")
        answers.model = answer.model
        answers.dropped_settings |= set(answer.dropped_settings)
        return found


def _add(fields: dict[str, Any], answer: dict[str, Any]) -> None:
    """Add an answer to those there are; reasons of several questions stand in one list."""
    reasons = [*fields.get(UNANSWERABLE, ()), *answer.get(UNANSWERABLE, ())]
    fields |= answer
    if reasons:
        fields[UNANSWERABLE] = reasons


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON
