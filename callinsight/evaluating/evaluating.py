"""Evaluating a version of a profile over the golden set, before calls use it."""

from collections.abc import Sequence, Set

from callinsight.clock import Clock
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.errors.profile import (
    NothingToEvaluateError,
    ProfileNotEvaluatedError,
    ProfileWorseError,
)
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE, once_current, report_of
from callinsight.domain.label_forms import forms_of
from callinsight.domain.version_comparison import VersionComparison, compared
from callinsight.domain.version_report import Outcome
from callinsight.evaluating.golden_calls import Case, GoldenCalls
from callinsight.evaluating.outcomes import Outcomes
from callinsight.ports.engines import LanguageModel
from callinsight.ports.evaluations import EvaluationStore
from callinsight.ports.golden import GoldenStore
from callinsight.profile_versions import ProfileVersions

_MOST_FORMER = 5


class Evaluating:
    """Asks two versions about the same calls; transcripts are those the calls have."""

    def __init__(
        self,
        golden: GoldenStore,
        calls: GoldenCalls,
        versions: ProfileVersions,
        model: LanguageModel | None,
        outcomes: Outcomes,
        reports: EvaluationStore,
        clock: Clock,
    ) -> None:
        self._golden = golden
        self._calls = calls
        self._versions = versions
        self._model = model
        self._outcomes = outcomes
        self._reports = reports
        self._clock = clock

    async def compare(
        self, profile_id: str, version: int, *, most_calls: int = CALLS_OF_THE_GATE
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
        cases, labels = await self._calls.cases(known, most_calls)
        if not labels:
            raise NothingToEvaluateError("The golden set has no label that fits the profile.")
        old = [await self._outcomes.outcome(case, current, model) for case in cases]
        new = [await self._outcomes.outcome(case, candidate, model) for case in cases]
        comparison = compared(
            labels,
            (current.version, old),
            (candidate.version, new),
            forms=forms_of({label.pointer for label in labels}, candidate, current),
            former=await self._former(cases, {current.version, version}, profile_id, model),
            profile_id=profile_id,
            left_out=len(known) - len(labels),
        )
        report = report_of(comparison, known, self._clock(), most_calls=most_calls)
        await self._reports.put_report(report)
        return comparison

    async def make_current(
        self, profile_id: str, version: int, *, most_calls: int = CALLS_OF_THE_GATE
    ) -> VersionComparison:
        """Let new calls use a version, unless it is worse: then raise `ProfileWorseError`.

        Raises `ProfileNotEvaluatedError` where fewer calls are asked about than the gate wants, before
        anything is paid, and if another version became current meanwhile.
        """
        if most_calls < CALLS_OF_THE_GATE:
            raise ProfileNotEvaluatedError(
                f"Fewer than {CALLS_OF_THE_GATE} calls are a first look: they let no version pass."
            )
        comparison = await self.compare(profile_id, version, most_calls=most_calls)
        if comparison.worse:
            raise ProfileWorseError(
                f"Version {version} is worse than version "
                f"{', '.join(map(str, comparison.worse_than))} by {', '.join(comparison.worse)}; "
                f"new calls do not use it."
            )
        if (await self._versions.current(profile_id)).version != comparison.current.version:
            raise ProfileNotEvaluatedError("Another version became current meanwhile.")
        await self._versions.make_current(profile_id, version)
        return comparison

    async def _former(
        self, cases: Sequence[Case], others: Set[int], profile_id: str, model: LanguageModel
    ) -> list[tuple[int, list[Outcome]]]:
        """Return what the best versions that were current before said of the calls, unpaid."""
        reports = await self._reports.list_reports(profile_id)
        numbers = [number for number in once_current(reports) if number not in others]
        former = list[tuple[int, list[Outcome]]]()
        for number in numbers[:_MOST_FORMER]:
            profile = await self._versions.get(profile_id, number)
            kept = [await self._outcomes.kept(case, profile, model) for case in cases]
            former.append((number, [each for each in kept if each is not None]))
        return former
