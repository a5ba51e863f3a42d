"""Reports of evaluations as rows: how far versions agreed with people, field by field, over time."""

from collections.abc import Iterable, Iterator
from typing import Any

from callinsight.domain.evaluation_report import EvaluationReport
from callinsight.domain.instant import instant_text
from callinsight.domain.version_report import VersionReport

SHARES = ("agreement", "schema_valid", "evidence_verified", "with_evidence")


def agreement_rows(reports: Iterable[EvaluationReport]) -> Iterator[dict[str, Any]]:
    """Yield a row for each figure and each field of a report, the oldest report first."""
    for report in sorted(reports, key=lambda each: each.at):
        new, old = _figures(report.candidate), _figures(report.current)
        for name, (labels, f1, exact) in new.items():
            _, f1_before, exact_before = old.get(name, (0, None, None))
            yield {
                "at": instant_text(report.at),
                "version": report.candidate.version,
                "current": report.current.version,
                "field": name,
                "labels": labels,
                "agreement": f1,
                "exact": exact,
                "current_agreement": f1_before,
                "current_exact": exact_before,
                "worse": name in report.worse,
            }


def _figures(report: VersionReport) -> dict[str, tuple[int, float | None, float | None]]:
    shares = {name: (report.labels, getattr(report, name), None) for name in SHARES}
    return shares | {each.pointer: (each.labels, each.f1, each.exact) for each in report.fields}
