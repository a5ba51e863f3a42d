"""What an evaluation found, as it is kept: figures, and no word of a call."""

from collections.abc import Iterable

from pydantic import Field

from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.golden import GoldenLabel
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.version_comparison import VersionComparison
from callinsight.domain.version_report import VersionReport

# An evaluation of fewer calls, if there are more, lets no version pass.
CALLS_OF_THE_GATE = 50


class EvaluationReport(Stored):
    """A version beside the one that was current, over the golden set as it was."""

    profile_id: str
    at: Instant
    golden_set: str = Field(description="hash of the labels: another set asks for another report")
    most_calls: int = Field(description="how many calls were asked about at most")
    current: VersionReport
    candidate: VersionReport
    worse: tuple[str, ...] = Field(
        description="figures and fields by which the candidate is worse; empty: it is not"
    )
    worse_than: tuple[int, ...] = Field(
        (), description="versions it is worse than: the current one, or one that was current before"
    )
    left_out: int = Field(description="labels of other transcripts, or of calls beyond the limit")


def report_of(
    comparison: VersionComparison, labels: Iterable[GoldenLabel], at: Instant, *, most_calls: int
) -> EvaluationReport:
    """Return what is kept of a comparison."""
    return EvaluationReport(
        profile_id=comparison.candidate.profile_id,
        at=at,
        golden_set=golden_set_hash(labels),
        most_calls=most_calls,
        current=comparison.current,
        candidate=comparison.candidate,
        worse=comparison.worse,
        worse_than=comparison.worse_than,
        left_out=comparison.left_out,
    )


def once_current(reports: Iterable[EvaluationReport]) -> list[int]:
    """Return the versions that were current at evaluations, those that agreed best first."""
    best = dict[int, float]()
    for report in reports:
        agreed = report.current.agreement or 0.0
        best[report.current.version] = max(agreed, best.get(report.current.version, 0.0))
    return sorted(best, key=lambda version: (best[version], version), reverse=True)


def golden_set_hash(labels: Iterable[GoldenLabel]) -> str:
    """Return one name for what a set expects, whoever said so and when."""
    told = {"call_id", "pointer", "transcript_sha256", "expected"}
    places = [label.model_dump(mode="json", include=told) for label in labels]
    places.sort(key=lambda place: (place["call_id"], place["pointer"], place["transcript_sha256"]))
    return fingerprint(labels=places)
