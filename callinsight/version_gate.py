"""The gate before a version becomes current: it reads a report, and asks nobody anything."""

from callinsight.clock import Clock
from callinsight.domain.errors.profile import (
    NothingToEvaluateError,
    ProfileNotEvaluatedError,
    ProfileWorseError,
)
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE, golden_set_hash
from callinsight.domain.golden import GoldenLabel
from callinsight.ports.evaluations import EvaluationRuns, EvaluationStore
from callinsight.ports.golden import GoldenStore
from callinsight.profile_versions import ProfileVersions


class VersionGate:
    """Lets versions pass that do no worse over the golden set than the one calls use now."""

    def __init__(
        self,
        golden: GoldenStore,
        versions: ProfileVersions,
        reports: EvaluationStore,
        runs: EvaluationRuns,
        clock: Clock,
    ) -> None:
        self._golden = golden
        self._versions = versions
        self._reports = reports
        self._runs = runs
        self._clock = clock

    async def require_passed(self, profile_id: str, version: int) -> None:
        """Refuse a version that is worse, or that nobody evaluated beside the present one.

        Without a label of the profile every version passes. Raises `ProfileWorseError` and
        `ProfileNotEvaluatedError`; `UnknownProfileError` if there is no such profile.
        """
        current = await self._versions.current(profile_id)
        labels = await self._labels(profile_id)
        if version == current.version or not labels:
            return
        report = await self._reports.get_report(
            profile_id, version, current.version, golden_set_hash(labels)
        )
        if report is None or report.most_calls < CALLS_OF_THE_GATE:
            raise ProfileNotEvaluatedError(
                f"Version {version} was not evaluated beside version {current.version} over the "
                f"golden set as it is now."
            )
        if report.worse:
            raise ProfileWorseError(
                f"Version {version} is worse than version "
                f"{', '.join(map(str, report.worse_than or (current.version,)))} by "
                f"{', '.join(report.worse)}."
            )

    async def is_closed_to_new_ones(self, profile_id: str) -> bool:
        """Say whether a version that is written now has to be evaluated before calls use it."""
        return bool(await self._labels(profile_id))

    async def evaluate(self, profile_id: str, version: int, *, most_calls: int) -> str:
        """Start an evaluation in Prefect and return the run's id; within a minute it is one run.

        Raises `UnknownProfileError`, `NothingToEvaluateError`, and what starting a run raises.
        """
        await self._versions.get(profile_id, version)
        if not await self._labels(profile_id):
            raise NothingToEvaluateError("The golden set has no label of the profile.")
        minute = self._clock().strftime("%Y-%m-%dT%H:%M")
        return await self._runs.start_evaluation(
            profile_id,
            version,
            most_calls=most_calls,
            key=f"evaluate:{profile_id}:{version}:{most_calls}:{minute}",
        )

    async def _labels(self, profile_id: str) -> list[GoldenLabel]:
        return [each for each in await self._golden.list_labels() if each.profile_id == profile_id]
