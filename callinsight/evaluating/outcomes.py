"""What a version of a profile says of calls: as it is kept, or asked anew."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from callinsight.clock import Clock
from callinsight.domain.analysis import Analysis, Counted
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.provider import BadOutputError, ModelRefusedError
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.version_report import Outcome
from callinsight.evaluating.golden_calls import Case
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import LanguageModel
from callinsight.steps.analyzing import analysis_fingerprint, answers_fingerprint
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.asking import Asking
from callinsight.steps.booking import Bill, Booking
from callinsight.steps.composing import analysis_usd, made_by_model
from callinsight.steps.labelling import stored_transcript
from callinsight.steps.lone_answers import LoneAnswers


class Outcomes:
    """Asks a version about one call after the other.

    One request at a time: an evaluation never takes a provider's slots from calls that wait.
    """

    def __init__(
        self,
        artifacts: ArtifactStore,
        answers: LoneAnswers,
        booking: Booking,
        prices: PriceTable,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._artifacts = artifacts
        self._answers = answers
        self._booking = booking
        self._prices = prices
        self._clock = clock
        self._monotonic = monotonic

    async def outcome(self, case: Case, profile: Profile, model: LanguageModel) -> Outcome:
        """Return what a version says of a call; answers that do not fit are an outcome, too."""
        kept = await self.kept(case, profile, model)
        return kept or await self._asked(case, profile, model)

    async def kept(self, case: Case, profile: Profile, model: LanguageModel) -> Outcome | None:
        """Return what a version said of a call, or None if it was never asked."""
        analysis = await self._read(_key(case, profile, model))
        return None if analysis is None else self._of(case, analysis)

    async def stored(self, case: Case, profile: Profile) -> Outcome | None:
        """Return what a version said of a call when it was run, by whatever model that was."""
        for entry in reversed(case.call.analyses):
            is_its = (entry.profile_id, entry.profile_version) == (
                profile.profile_id,
                profile.version,
            )
            if is_its and entry.quality == "final" and entry.mode != "rules":
                analysis = await self._read(_key_of(case, entry.id))
                if analysis and analysis.provenance.transcript_sha256 == case.summary.sha256:
                    return self._of(case, analysis)
        return None

    async def _read(self, key: str) -> Analysis | None:
        body = await self._artifacts.get(key)
        return None if body is None else Analysis.model_validate_json(body)

    def _of(self, case: Case, analysis: Analysis) -> Outcome:
        return Outcome(case.call.call_id, analysis.answers, analysis_usd(self._prices, analysis))

    async def _asked(self, case: Case, profile: Profile, model: LanguageModel) -> Outcome:
        call_id = case.call.call_id
        asked = answers_fingerprint(case.call, case.summary, profile, model)
        cost: float | None = None
        all_new = True

        async def answer_of(request: ModelRequest, own: str) -> tuple[bytes, bool]:
            nonlocal all_new

            # Apart from a request of the call itself: the record does not count this one.
            booked_as = fingerprint(evaluated=own)

            def bill(repeated: int) -> Bill:
                return self._booking.of_question(
                    call_id,
                    booked_as,
                    profile,
                    model,
                    request,
                    repeats=lambda: repeated,
                    now=self._clock,
                )

            send = partial(model.request, request)
            body, found = await self._answers.answer(call_id, own, send, bill)
            all_new = all_new and not found
            return body, found

        def spent(counted: Sequence[Counted]) -> None:
            nonlocal cost
            cost = self._prices.answers_usd(counted)

        transcript = await stored_transcript(self._artifacts, case.summary)
        asking = Asking(model, answer_of, spent)
        begun = self._monotonic()
        try:
            analysis = await made_by_model(
                asking, profile, transcript, case.summary, case.call, asked
            )
        except (BadOutputError, ModelRefusedError):
            return Outcome(call_id, None, cost)
        seconds = self._monotonic() - begun
        await self._answers.keep(
            call_id, _key(case, profile, model), analysis.model_dump_json().encode()
        )
        cost = analysis_usd(self._prices, analysis)
        return Outcome(call_id, analysis.answers, cost, seconds if all_new else None)


def _key(case: Case, profile: Profile, model: LanguageModel) -> str:
    mark = analysis_fingerprint(case.call, case.summary, profile, model)
    return _key_of(case, mark)


def _key_of(case: Case, mark: str) -> str:
    return artifact_key(case.call.call_id, "analyze", mark, "analysis")
