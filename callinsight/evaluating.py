"""Evaluating a version of a profile over the golden set, before calls use it."""

import time
from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.analysis import Analysis, Counted
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.errors.profile import NothingToEvaluateError, ProfileWorseError
from callinsight.domain.errors.provider import BadOutputError, ModelRefusedError
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE, report_of
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.golden import GoldenLabel
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.version_comparison import VersionComparison, compared
from callinsight.domain.version_report import Outcome
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.ports.engines import LanguageModel
from callinsight.ports.evaluations import EvaluationStore
from callinsight.ports.golden import GoldenStore
from callinsight.profile_versions import ProfileVersions
from callinsight.steps.analyzing import analysis_fingerprint
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.asking import Asking
from callinsight.steps.booking import Bill, Booking
from callinsight.steps.composing import analysis_usd, made_by_model
from callinsight.steps.labelling import stored_transcript
from callinsight.steps.lone_answers import LoneAnswers

MOST_CALLS = CALLS_OF_THE_GATE


class _Case(NamedTuple):
    call: Call
    summary: TranscriptSummary


class Evaluating:
    """Asks two versions about the same calls; transcripts are those the calls have.

    One request at a time: an evaluation never takes a provider's slots from calls that wait.
    """

    def __init__(
        self,
        golden: GoldenStore,
        calls: CallStore,
        versions: ProfileVersions,
        artifacts: ArtifactStore,
        model: LanguageModel | None,
        answers: LoneAnswers,
        reports: EvaluationStore,
        booking: Booking,
        prices: PriceTable,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._golden = golden
        self._calls = calls
        self._versions = versions
        self._artifacts = artifacts
        self._model = model
        self._answers = answers
        self._reports = reports
        self._booking = booking
        self._prices = prices
        self._clock = clock
        self._monotonic = monotonic

    async def compare(
        self, profile_id: str, version: int, *, most_calls: int = MOST_CALLS
    ) -> VersionComparison:
        """Return how a version does beside the current one; what was paid before is not paid again.

        Raises `UnknownProfileError`, `NothingToEvaluateError`, `ModelMissingError`, and what stops a
        request: asked again, it goes on where it stopped.
        """
        model = self._model
        if model is None:
            raise ModelMissingError("No language model is set up here.")
        current = await self._versions.current(profile_id)
        candidate = await self._versions.get(profile_id, version)
        known = [each for each in await self._golden.list_labels() if each.profile_id == profile_id]
        cases, labels = await self._cases(known, most_calls)
        if not labels:
            raise NothingToEvaluateError("The golden set has no label that fits the profile.")
        old = [await self._outcome(case, current, model) for case in cases]
        new = [await self._outcome(case, candidate, model) for case in cases]
        comparison = compared(
            labels,
            (current.version, old),
            (candidate.version, new),
            profile_id=profile_id,
            left_out=len(known) - len(labels),
        )
        report = report_of(comparison, known, self._clock(), most_calls=most_calls)
        await self._reports.put_report(report)
        return comparison

    async def make_current(
        self, profile_id: str, version: int, *, most_calls: int = MOST_CALLS
    ) -> VersionComparison:
        """Let new calls use a version, unless it is worse: then raise `ProfileWorseError`."""
        comparison = await self.compare(profile_id, version, most_calls=most_calls)
        if comparison.worse:
            raise ProfileWorseError(
                f"Version {version} is worse than version {comparison.current.version} by "
                f"{', '.join(comparison.worse)}; new calls do not use it."
            )
        await self._versions.make_current(profile_id, version)
        return comparison

    async def _cases(
        self, known: Sequence[GoldenLabel], most_calls: int
    ) -> tuple[list[_Case], list[GoldenLabel]]:
        """Return the calls that can be asked about, and the labels about their very transcripts."""
        cases: dict[str, _Case] = {}
        for call_id in dict.fromkeys(label.call_id for label in known):
            if len(cases) == most_calls:
                break
            heard = {label.transcript_sha256 for label in known if label.call_id == call_id}
            if (case := await self._case(call_id, heard)) is not None:
                cases[call_id] = case
        labels = [
            label
            for label in known
            if label.call_id in cases
            and cases[label.call_id].summary.sha256 == label.transcript_sha256
        ]
        return list(cases.values()), labels

    async def _case(self, call_id: str, heard: Set[str]) -> _Case | None:
        """Return a call whose transcript is still one that somebody labelled; drafts are none."""
        call = await self._calls.get(call_id)
        if call is None or call.erased_at is not None or call.transcript is None:
            return None
        summary = call.transcript
        fits = summary.quality == "final" and summary.sha256 in heard
        return _Case(call, summary) if fits else None

    async def _outcome(self, case: _Case, profile: Profile, model: LanguageModel) -> Outcome:
        """Return what a version says of a call; answers that do not fit are an outcome, too."""
        call_id = case.call.call_id
        mark = analysis_fingerprint(case.call, case.summary, profile, model)
        key = artifact_key(call_id, "analyze", mark, "analysis")
        if (body := await self._artifacts.get(key)) is not None:
            analysis = Analysis.model_validate_json(body)
            return Outcome(call_id, analysis.answers, analysis_usd(self._prices, analysis))
        return await self._asked(case, profile, model, mark, key)

    async def _asked(
        self, case: _Case, profile: Profile, model: LanguageModel, mark: str, key: str
    ) -> Outcome:
        call_id = case.call.call_id
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
                asking, profile, transcript, case.summary, case.call, mark
            )
        except (BadOutputError, ModelRefusedError):
            return Outcome(call_id, None, cost)
        seconds = self._monotonic() - begun
        await self._answers.keep(call_id, key, analysis.model_dump_json().encode())
        cost = analysis_usd(self._prices, analysis)
        return Outcome(call_id, analysis.answers, cost, seconds if all_new else None)
