"""What follows from the measures of a recording."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callinsight.domain.errors.recording import (
    RecordingRejectedError,
    RecordingSilentError,
    RecordingTooLongError,
    RecordingTooShortError,
    RecordingTruncatedError,
)
from callinsight.domain.verification import SoundMeasures, SoundThresholds

USUAL = SoundThresholds()
shares = st.floats(0, 1)


def measures(**fields: Any) -> SoundMeasures:
    """Those of an hour of two channels with sounds of their own."""
    fields.setdefault("reached_seconds", fields.get("decoded_seconds", 3600.0))
    return SoundMeasures.model_validate(
        {
            "media_type": "audio/wav",
            "decoded_seconds": 3600.0,
            "channels": 2,
            "silent_share": 0.2,
            "silent_shares": (0.5, 0.6),
            "likeness": ((1.0, 0.1), (0.1, 1.0)),
            **fields,
        }
    )


def alike(likeness: float) -> SoundMeasures:
    """Two channels that are alike to a degree."""
    return measures(likeness=((1.0, likeness), (likeness, 1.0)))


def test_a_usable_recording_has_its_facts() -> None:
    facts = measures().verified(USUAL)

    assert (facts.media_type, facts.duration_seconds) == ("audio/wav", 3600.0)
    assert (facts.channels, facts.streams) == (2, 2)
    assert (facts.dual_mono, facts.mirrored, facts.silent_channels) == (False, False, ())


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"decoded_seconds": 36_000.1}, RecordingTooLongError),
        ({"decoded_seconds": 0.09}, RecordingTooShortError),
        ({"announced_seconds": 4000.0}, RecordingTruncatedError),
        ({"silent_share": 0.995}, RecordingSilentError),
        # What is wrong in several ways ends with what helps most.
        ({"decoded_seconds": 0.05, "silent_share": 1.0}, RecordingTooShortError),
        ({"decoded_seconds": 0.05, "announced_seconds": 60.0}, RecordingTruncatedError),
        ({"decoded_seconds": 36_001, "announced_seconds": 72_000.0}, RecordingTooLongError),
        ({"decoded_seconds": 50.0, "announced_seconds": 60.0, "silent_share": 1.0}, RecordingTruncatedError),
    ],
)  # fmt: skip
def test_each_fault_has_its_error(
    fields: dict[str, Any], error: type[RecordingRejectedError]
) -> None:
    with pytest.raises(error):
        measures(**fields).verified(USUAL)


@pytest.mark.parametrize(
    "fields",
    [
        {"announced_seconds": 3789.0},
        {"announced_seconds": 1.0},
        {"announced_seconds": 4000.0, "reached_seconds": 3990.0},
        {"decoded_seconds": 0.5, "announced_seconds": 0.7},
        {"decoded_seconds": 36_000.0},
        {"decoded_seconds": 0.1},
        {"silent_share": 0.99},
    ],
    ids=str,
)
def test_what_is_within_the_limits_passes(fields: dict[str, Any]) -> None:
    assert measures(**fields).verified(USUAL).duration_seconds > 0


@given(shares, shares)
def test_a_channel_is_silent_beyond_the_share_and_one_always_sounds(
    left: float, right: float
) -> None:
    facts = measures(silent_shares=(left, right)).verified(USUAL)

    expected = tuple(n for n, share in enumerate((left, right)) if share > 0.99)
    assert facts.silent_channels == (expected if len(expected) < 2 else ())
    assert facts.streams == 2 - len(facts.silent_channels)


@given(st.floats(-1, 1))
def test_channels_that_are_alike_to_the_degree_count_as_one(likeness: float) -> None:
    facts = alike(likeness).verified(USUAL)

    assert facts.dual_mono == (abs(likeness) >= 0.98)
    assert facts.mirrored == (likeness <= -0.98)
    assert facts.streams == (1 if facts.dual_mono else 2)


def test_a_silent_channel_is_like_no_other() -> None:
    facts = measures(
        channels=3,
        silent_shares=(1.0, 0.2, 0.2),
        likeness=((1, 0, 0), (0, 1, 0.999), (0, 0.999, 1)),
    ).verified(USUAL)

    assert (facts.silent_channels, facts.dual_mono, facts.streams) == ((0,), True, 1)


def test_one_channel_is_no_dual_mono() -> None:
    facts = measures(channels=1, silent_shares=(0.1,), likeness=((1.0,),)).verified(USUAL)

    assert (facts.dual_mono, facts.streams) == (False, 1)


@given(
    decoded=st.floats(0, 1e6),
    announced=st.none() | st.floats(0, 1e6),
    silent=shares,
    likeness=st.floats(-1, 1),
    thresholds=st.builds(
        SoundThresholds,
        min_seconds=st.floats(0, 1e3),
        max_seconds=st.floats(0, 1e6),
        silence_dbfs=st.floats(-100, 0),
        silence_share=shares,
        truncation_share=shares,
        dual_mono_correlation=shares,
    ),
)
def test_any_measures_are_facts_or_a_rejection(
    decoded: float,
    announced: float | None,
    silent: float,
    likeness: float,
    thresholds: SoundThresholds,
) -> None:
    found = measures(
        decoded_seconds=decoded,
        announced_seconds=announced,
        silent_share=silent,
        likeness=((1.0, likeness), (likeness, 1.0)),
    )
    usable = thresholds.min_seconds <= decoded <= thresholds.max_seconds
    try:
        facts = found.verified(thresholds)
    except RecordingRejectedError:
        return
    assert usable
    assert silent <= thresholds.silence_share
    assert facts.streams in {1, 2}


@pytest.mark.parametrize("field", ["decoded_seconds", "reached_seconds", "announced_seconds"])
def test_numbers_that_are_none_are_no_measures(field: str) -> None:
    with pytest.raises(ValidationError):
        measures(**{field: float("inf")})
