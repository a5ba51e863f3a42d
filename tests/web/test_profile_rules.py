"""Categories, scorecards, alerts and privacy in the form of a profile, in a real browser."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from callinsight.domain.profile import Profile
from tests.web.axe import violations_in_every_look
from tests.web.kept_profiles import Kept
from tests.web.served import ServedPage

RULES: dict[str, Any] = {
    "fields": ["resolution"],
    "checks": [{"name": "greeting", "any_of": ["hello"]}],
    "categories": [
        {
            "name": "angry",
            "all_of": [
                {"said": ["complaint", "manager"], "role": "customer", "within": "end"},
                {"not_said": ["sorry"], "role": "agent", "from_seconds": 5, "to_seconds": 60.5},
            ],
            "any_of": [{"silence_seconds": 12.5}, {"said": ["refund"], "from_seconds": 30}],
        },
        {"name": "left_waiting", "any_of": [{"silence_seconds": 20}]},
    ],
    "scorecards": [
        {
            "name": "quality",
            "criteria": [
                {"name": "greeting", "check": "greeting", "weight": 2, "auto_fail": True},
                {"name": "calm", "category": "angry", "present": False},
                {"name": "waited", "category": "left_waiting"},
                {
                    "name": "resolved",
                    "field": "/resolution/status",
                    "passes": ["resolved", "true", True, 3, "a, b"],
                },
            ],
        }
    ],
    "alerts": {
        "categories": ["angry"],
        "criteria": ["quality/resolved"],
        "findings": ["contradiction"],
    },
    "redaction": {"kinds": ["card", "phone"], "phone_regions": ["DE"]},
    "retention_days": 90,
}


def _save(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Save as version {number}").click()
    expect(page.get_by_text(f"Saved as version {number}.")).to_be_visible()


def _section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def _rules(profile: Profile) -> dict[str, Any]:
    names = {"categories", "scorecards", "alerts", "redaction", "retention_days"}
    return profile.model_dump(include=names)


def test_rules_that_nobody_touches_are_saved_as_they_were(page: Page, served: ServedPage) -> None:
    kept = Kept(served, RULES)
    page.goto(kept.page)
    page.get_by_label("System prompt").fill("Something else.")
    _save(page, 2)
    assert _rules(kept.version(2)) == _rules(kept.version(1))


def test_a_category_is_made_of_rules_and_what_is_wrong_stands_at_its_rule(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served, {"fields": ["resolution"]})
    page.goto(kept.page)
    categories = _section(page, "Categories")
    categories.get_by_role("button", name="Add a category").click()
    categories.get_by_label("Name").fill("Refund")
    expect(categories.get_by_label("Name")).to_have_accessible_description(
        re.compile("Small letters|pattern|match")
    )
    categories.get_by_label("Name").fill("refund")
    phrases = categories.get_by_label("Phrases, one a line")
    expect(phrases).to_have_accessible_description(re.compile("at least 1"))
    phrases.fill("refund\nmoney back")
    categories.get_by_label("Said by").select_option("customer")
    categories.get_by_role("button", name="Add a rule").click()
    second = categories.locator(".row .row").nth(1)
    second.get_by_label("Needed").select_option("all_of")
    second.get_by_label("What").select_option("silence_seconds")
    second.get_by_label("Seconds of silence").fill("0")
    expect(second.get_by_label("Seconds of silence")).to_have_accessible_description(
        re.compile("or equal to")
    )
    second.get_by_label("Seconds of silence").fill("20")
    expect(second.get_by_label("Phrases, one a line")).to_be_hidden()
    _save(page, 2)
    (category,) = kept.version(2).model_dump(exclude_none=True)["categories"]
    assert category == {
        "name": "refund",
        "all_of": ({"silence_seconds": 20.0},),
        "any_of": ({"said": ("refund", "money back"), "role": "customer"},),
    }


def test_a_scorecard_asks_checks_categories_and_answers(page: Page, served: ServedPage) -> None:
    kept = Kept(served, RULES)
    page.goto(kept.page)
    criteria = _section(page, "Scorecards").locator(".row .row")
    first, last = criteria.first, criteria.last
    first.get_by_label("Which one").fill("nobody")
    expect(first.get_by_label("Which one")).to_have_accessible_description(
        re.compile("a check that the profile does not have")
    )
    first.get_by_label("Which one").fill("greeting")
    first.get_by_label("Weight").fill("5")
    expect(last.get_by_label("Values that pass, one a line")).to_have_value(
        'resolved\n"true"\ntrue\n3\na, b'
    )
    last.get_by_label("Passes if").select_option("absent")
    last.get_by_label("Which one").fill("left_waiting")
    expect(last.get_by_label("Values that pass, one a line")).to_be_hidden()
    _save(page, 2)
    scorecards = kept.version(2).scorecards
    assert scorecards is not None
    (greeting, *_, resolved) = scorecards[0].criteria
    assert (greeting.weight, greeting.auto_fail) == (5, True)
    assert (resolved.category, resolved.present, resolved.passes) == ("left_waiting", False, None)


def test_alerts_redaction_and_retention_are_ticked_and_written(
    page: Page, served: ServedPage
) -> None:
    kept = Kept(served, RULES)
    page.goto(kept.page)
    privacy = _section(page, "Privacy")
    privacy.get_by_label("Card numbers").uncheck()
    privacy.get_by_label("E-mail addresses").check()
    privacy.get_by_label("Days that calls are kept").fill("0")
    expect(privacy.get_by_label("Days that calls are kept")).to_have_accessible_description(
        re.compile("or equal to 1")
    )
    privacy.get_by_label("Days that calls are kept").fill("")
    alerts = _section(page, "Alerts")
    alerts.get_by_label("Categories that apply").fill("")
    alerts.get_by_label("Criteria that failed").fill("")
    alerts.get_by_label("Answers that contradict each other").uncheck()
    _save(page, 2)
    saved = kept.version(2)
    assert saved.redaction is not None
    assert (saved.redaction.kinds, saved.redaction.phone_regions) == (("email", "phone"), ("DE",))
    assert (saved.alerts, saved.retention_days) == (None, None)
    for label in ("E-mail addresses", "Phone numbers"):
        privacy.get_by_label(label, exact=True).uncheck()
    _save(page, 3)
    assert kept.version(3).redaction is None


def test_the_rules_of_accessibility_hold_for_rules(page: Page, served: ServedPage) -> None:
    page.goto(Kept(served, RULES).page)
    shown = _section(page, "Scorecards").wait_for
    assert violations_in_every_look(page, [(".editing", shown)]) == []
