"""Inferred roles, measured on labelled calls, and when nothing is guessed."""

from pathlib import Path

import pytest

from callinsight.domain.role_inference import SURE, inferred_roles
from tests.domain.labelled import (
    LANGUAGE_OF_THE_CALLS,
    dialogues,
    diarized,
    helpdesk_calls,
    measured,
)

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
CALL = next(iter(dialogues("tuned").values()))


def test_roles_are_right_for_95_of_100_labelled_calls_and_never_the_wrong_way_round() -> None:
    every = measured(dialogues("tuned") | dialogues("held_out"))
    assert every.share_right >= 0.95
    assert every.wrong == 0


def test_roles_are_mostly_right_for_calls_that_nothing_was_tuned_on() -> None:
    held_out = measured(dialogues("held_out"))
    assert held_out.share_right >= 0.85
    assert held_out.wrong == 0


def test_roles_are_right_for_long_calls_of_others_where_they_are_at_hand() -> None:
    """The calls lie beside the project, if at all: without them this measures our own again."""
    found = measured(helpdesk_calls(SAMPLES) or dialogues("tuned"))
    assert found.share_right >= 0.95
    assert found.wrong == 0


def test_who_speaks_first_is_not_what_decides() -> None:
    customer_first = [lines for lines in dialogues("tuned").values() if lines[0][0] == "C"]
    assert len(customer_first) > 10
    assert all(
        inferred_roles(diarized(lines))["speaker_1"].role == "agent" for lines in customer_first
    )


@pytest.mark.parametrize(
    ("changed"),
    [{"language": "de"}, {"quality": "draft"}, {"turns": diarized(CALL).turns[:1]}, {"turns": ()}],
)
def test_nothing_is_guessed_of_what_is_not_understood(changed: dict[str, object]) -> None:
    assert inferred_roles(diarized(CALL).model_copy(update=changed)) == {}


@pytest.mark.parametrize("language", LANGUAGE_OF_THE_CALLS)
def test_english_is_understood_under_each_of_its_names(language: str | None) -> None:
    assert inferred_roles(diarized(CALL).model_copy(update={"language": language}))


def test_three_speakers_are_not_told_apart() -> None:
    assert inferred_roles(diarized([*CALL, ("X", "hello everyone")])) == {}


def test_small_talk_leaves_roles_open_and_says_how_unsure_it_is() -> None:
    roles = inferred_roles(diarized([("A", "nice weather"), ("C", "lovely weather indeed")]))
    assert {known.role for known in roles.values()} == {None}
    assert all(known.confidence is not None and known.confidence < SURE for known in roles.values())
