"""Filters that are compared with what a list shows."""

import pytest

from callinsight.domain.call_filters import EVERY_CALL, CallFilters
from tests.builders import a_queued_call

CALL = a_queued_call(
    file_name="Straße 12.wav",
    metadata={"customer": "Ada Lovelace", "agent": "Bob"},
    analysis={"answers": {"topic": "Refund", "outcome": "granted"}},
    profile_fallback_from="gone",
)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "STRASSE"}, {"q": "lovel"}, {"q": "bob"}, {"q": "fund"}, {"customer": "ada lovelace"},
        {"agent": " BOB "}, {"topic": "refund"}, {"outcome": "Granted"}, {"flag": "profile_fallback"},
        {"q": "ada", "agent": "bob", "topic": "refund"},
    ],
)  # fmt: skip
def test_upper_and_lower_case_are_the_same(asked: dict[str, str]) -> None:
    assert CallFilters.model_validate(asked).match(CALL)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "granted"}, {"customer": "Ada"}, {"agent": "Lovelace"}, {"topic": "fund"},
        {"flag": "stale"}, {"q": "ada", "agent": "eve"},
    ],
)  # fmt: skip
def test_all_filters_have_to_fit_and_only_q_looks_inside(asked: dict[str, str]) -> None:
    assert not CallFilters.model_validate(asked).match(CALL)


def test_a_call_that_tells_nothing_passes_only_without_filters() -> None:
    bare = a_queued_call(file_name=None)
    assert EVERY_CALL.match(bare)
    for name in ("q", "customer", "agent", "topic", "outcome"):
        assert not CallFilters.model_validate({name: "x"}).match(bare)
