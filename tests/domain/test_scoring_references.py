"""Names in scorecards and alerts that lead nowhere are told at their field."""

from typing import Any

import pytest

from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.profile import load_profile
from callinsight.domain.scoring_references import MOST_CRITERIA
from callinsight.profile_problems import problems_of

ANGRY = {"name": "angry", "any_of": [{"said": ["complaint"]}]}


def a_document(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Support",
        "prompts": {"outcome": "How did it end?"},
        "checks": [{"name": "greeting", "any_of": ["hello"]}],
        "categories": [ANGRY],
        **fields,
    }


def a_scorecard(*criteria: dict[str, Any]) -> dict[str, Any]:
    named = [{"name": f"c{number}", **each} for number, each in enumerate(criteria)]
    return {"name": "quality", "criteria": named}


GOOD = a_scorecard(
    {"check": "greeting"}, {"category": "angry"}, {"field": "/outcome", "passes": [True]}
)


def test_names_that_lead_somewhere_are_no_problem() -> None:
    alerts = {"categories": ["angry"], "criteria": ["quality/c1"]}
    assert problems_of(a_document(scorecards=[GOOD], alerts=alerts)) == []


@pytest.mark.parametrize(
    ("fields", "place", "told"),
    [
        (
            {"scorecards": [a_scorecard({"check": "greeting"}, {"check": "closing"})]},
            "scorecards.0.criteria.1.check",
            "a criterion names a check",
        ),
        (
            {"scorecards": [GOOD, {**a_scorecard({"category": "sad"}), "name": "other"}]},
            "scorecards.1.criteria.0.category",
            "a criterion names a category",
        ),
        (
            {"scorecards": [a_scorecard({"field": "/mood/now", "passes": ["good"]})]},
            "scorecards.0.criteria.0.field",
            "a field that the profile does not ask for",
        ),
        ({"categories": [ANGRY, ANGRY]}, "categories.1.name", "names of their own"),
        ({"scorecards": [GOOD, GOOD]}, "scorecards.1.name", "names of their own"),
        (
            {"scorecards": [a_scorecard({"name": "a", "check": "greeting"}, {"name": "a", "category": "angry"})]},
            "scorecards.0.criteria.1.name",
            "names of their own",
        ),
        ({"alerts": {"categories": ["angry", "sad"]}}, "alerts.categories.1", "alerts name a category"),
        (
            {"scorecards": [GOOD], "alerts": {"criteria": ["quality/none"]}},
            "alerts.criteria.0",
            "alerts name a criterion",
        ),
        (
            {"scorecards": [{**a_scorecard(*[{"check": "greeting"}] * 50), "name": f"s{number}"} for number in range(3)]},
            "scorecards",
            f"at most {MOST_CRITERIA} criteria",
        ),
    ],
)  # fmt: skip
def test_one_that_does_not_is_told_at_its_field(
    fields: dict[str, Any], place: str, told: str
) -> None:
    (problem,) = problems_of(a_document(**fields))
    assert problem.field == place
    assert told in problem.message
    with pytest.raises(ProfileInvalidError, match=f"Profile field {place}: "):
        load_profile({**a_document(**fields), "profile_id": "p", "version": 1})
