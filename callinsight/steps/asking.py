"""Asking a model a profile's questions: each answer is paid once, kept, checked, and counted."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from callinsight.domain.analysis import Usage, is_storable
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.provider import BadOutputError, OutputCutError
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest, longer_of, repair_of, requests_of
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.output_schema import require_fitting
from callinsight.ports.engines import LanguageModel
from callinsight.steps.execution import Execution
from callinsight.steps.paying import Paying


@dataclass
class Answers:
    """What the model said so far, and what that cost."""

    fields: dict[str, Any] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    model: str | None = None
    dropped_settings: set[str] = field(default_factory=set)


class Asking:
    """Puts questions to one model for one execution of a call."""

    def __init__(
        self, execution: Execution, model: LanguageModel, paying: Paying, prices: PriceTable
    ) -> None:
        self._execution = execution
        self._model = model
        self._paying = paying
        self._prices = prices

    async def answers(self, profile: Profile, transcript: Transcript, mark: str) -> Answers:
        """Return the answers to all questions.

        Raises `BadOutputError` if an answer does not fit the schema even after one repair,
        `OutputCutError` if it has no room even after one request for twice as much,
        `ModelRefusedError` if the model declines; what was paid until then is noted on the execution.
        """
        answers = Answers()
        for request in requests_of(profile, transcript):
            own = fingerprint(analysis=mark, request=request.name)
            try:
                await self._ask(request, own, mark, answers)
            except OutputCutError:
                longer = longer_of(request)
                if longer is None:
                    raise
                await self._ask(longer, fingerprint(longer_of=own), mark, answers)
            except BadOutputError:
                await self._ask(repair_of(request), fingerprint(repair_of=own), mark, answers)
        return answers

    async def _ask(self, request: ModelRequest, own: str, mark: str, answers: Answers) -> None:
        body, _ = await self._paying.answer(
            self._execution, "analyze", own, partial(self._model.request, request), Status.ANALYZING
        )
        answers.usage += self._model.usage(body)
        spent = self._prices.analysis_usd(request.model, answers.usage)
        self._execution.unsettled_costs[mark] = spent
        self._read(body, request, answers)

    def _read(self, body: bytes, request: ModelRequest, answers: Answers) -> None:
        answer = self._model.read(body, request)
        try:
            fields = json.loads(answer.text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise BadOutputError("The model's answer is not JSON.") from None
        require_fitting(fields, request.output_schema)
        if not is_storable(fields):
            raise BadOutputError("The model's answer holds what no table can store.")
        answers.fields |= fields
        answers.model = answer.model
        answers.dropped_settings |= set(answer.dropped_settings)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON
