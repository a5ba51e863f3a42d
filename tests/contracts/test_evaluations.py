"""What every store of evaluations' reports does."""

from datetime import timedelta

import pytest

from callinsight.domain.evaluation_report import EvaluationReport
from callinsight.ports.evaluations import EvaluationStore
from tests.builders import NOON, a_report
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def _later(report: EvaluationReport, minutes: int) -> EvaluationReport:
    return report.model_copy(update={"at": NOON + timedelta(minutes=minutes)})


async def test_a_report_is_found_by_versions_and_set_and_the_last_one_counts(
    evaluations: EvaluationStore,
) -> None:
    first = a_report(candidate=2, current=1, golden_set="one")
    await evaluations.put_report(first)
    second = _later(first, 1)
    await evaluations.put_report(second)
    assert await evaluations.get_report("default", 2, 1, "one") == second
    assert await evaluations.get_report("default", 2, 1, "another") is None
    assert await evaluations.get_report("default", 1, 2, "one") is None


async def test_reports_of_a_profile_are_listed_newest_first(evaluations: EvaluationStore) -> None:
    old = _later(a_report(candidate=12, current=1, golden_set="one"), 1)
    new = _later(a_report(candidate=3, current=2, golden_set="one"), 2)
    for report in (new, old, a_report("default_2", candidate=2, current=1, golden_set="one")):
        await evaluations.put_report(report)
    assert await evaluations.list_reports("default") == [new, old]
    assert await evaluations.list_reports("nobody") == []
