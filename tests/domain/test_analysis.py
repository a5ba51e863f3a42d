"""Analyses: usage is summed over the requests of one analysis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.analysis import Analysis, Provenance, Unanswerable, Usage, is_storable

COUNTS = st.integers(0, 1_000_000)
USAGES = st.builds(
    Usage, requests=COUNTS, input_tokens=COUNTS, cached_tokens=COUNTS, output_tokens=COUNTS
)


def test_usage_is_added_field_by_field() -> None:
    names = list(Usage.model_fields)
    first = Usage.model_validate({name: place for place, name in enumerate(names, start=1)})
    second = Usage.model_validate(dict.fromkeys(names, 100))
    summed = {name: 100 + place for place, name in enumerate(names, start=1)}
    assert (first + second).model_dump() == summed


@given(USAGES, USAGES)
def test_no_usage_adds_nothing_and_order_does_not_matter(one: Usage, other: Usage) -> None:
    assert one + Usage() == one
    assert one + other == other + one


def test_an_analysis_comes_back_from_its_artifact() -> None:
    analysis = Analysis(
        mode="rules",
        quality="draft",
        answers={"summary": None},
        unanswerable=(Unanswerable(field="summary", reason="draft_transcript"),),
        provenance=Provenance(
            engine="rules",
            profile_id="default",
            profile_version=1,
            comprehensive_analysis=True,
            prompt_sha256="p",
            transcript_sha256="t",
        ),
    )
    assert Analysis.model_validate_json(analysis.model_dump_json()) == analysis
    assert analysis.provenance.usage == Usage()


@pytest.mark.parametrize(
    "value", [None, True, "text", "\U0001f600", 0, -(10**37), 0.0, 1e125, -1e-129, {"a": [1, "b"]}]
)
def test_what_a_table_takes_may_be_stored(value: object) -> None:
    assert is_storable(value)


@pytest.mark.parametrize(
    "value", ["\ud83d", {"\ud83d": 1}, 10**38, -(10**40), 1e126, 1e-131, {"a": [[1e200]]}]
)
def test_what_no_table_takes_is_told_before_it_is_stored(value: object) -> None:
    assert not is_storable(value)
