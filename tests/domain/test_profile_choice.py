"""Which profile a call gets: the one nearest to the caller wins."""

from typing import Any

import pytest

from callinsight.domain.profile import ProfileRule, chosen_profile_id

EVERYTHING: dict[str, Any] = {
    "asked": "asked",
    "metadata": {"profile-id": "metadata", "profile_id": "underscored"},
    "message_attribute": "message",
    "rules": (ProfileRule(profile_id="rule", key_prefix="uploads/"),),
    "key": "uploads/call.wav",
    "default": "default",
}


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        ({}, "asked"),
        ({"asked": None}, "metadata"),
        ({"asked": ""}, "metadata"),
        ({"asked": None, "metadata": {"profile_id": "underscored"}}, "underscored"),
        ({"asked": None, "metadata": {"team": "x"}}, "message"),
        ({"asked": None, "metadata": {}, "message_attribute": None}, "rule"),
        ({"asked": None, "metadata": {}, "message_attribute": None, "key": "other"}, "default"),
        ({"asked": None, "metadata": {}, "message_attribute": None, "rules": ()}, "default"),
    ],
)
def test_the_nearest_wish_is_granted(absent: dict[str, Any], expected: str) -> None:
    assert chosen_profile_id(**{**EVERYTHING, **absent}) == expected


def test_of_two_rules_that_match_the_first_wins() -> None:
    rules = (
        ProfileRule(profile_id="no", key_prefix="other/"),
        ProfileRule(profile_id="first", metadata={"team": "sales"}),
        ProfileRule(profile_id="second", key_prefix="uploads/"),
    )
    wishes = {"asked": None, "metadata": {"team": "sales"}, "message_attribute": None}
    assert chosen_profile_id(**{**EVERYTHING, **wishes, "rules": rules}) == "first"


@pytest.mark.parametrize(
    ("conditions", "applies"),
    [
        ({}, False),
        ({"key_prefix": "uploads/crm/"}, True),
        ({"key_prefix": ""}, True),
        ({"key_prefix": "crm/"}, False),
        ({"metadata": {"team": "sales"}}, True),
        ({"metadata": {"team": "Sales"}}, False),
        ({"metadata": {"team": "sales", "region": "eu"}}, False),
        ({"key_prefix": "uploads/crm/", "metadata": {"team": "sales"}}, True),
        ({"key_prefix": "crm/", "metadata": {"team": "sales"}}, False),
        ({"key_prefix": "uploads/crm/", "metadata": {"team": "support"}}, False),
    ],
)
def test_a_rule_applies_if_it_has_conditions_and_all_hold(
    conditions: dict[str, Any], applies: bool
) -> None:
    rule = ProfileRule(profile_id="x", **conditions)
    assert rule.applies("uploads/crm/call.wav", {"team": "sales"}) is applies
