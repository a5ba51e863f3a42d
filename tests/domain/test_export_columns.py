"""The columns of exported tables."""

from typing import Any

import pytest

from callinsight.domain.export_columns import export_columns
from tests.builders import a_profile, a_queued_call


def row(answers: dict[str, Any], **analysis: Any) -> dict[str, Any]:
    profile = a_profile(
        prompts=dict.fromkeys(answers, "What?"),
        checks=({"name": "greeting", "any_of": ("hello",)},),
    )
    call = a_queued_call(analysis={"quality": "final", "answers": answers, **analysis})
    columns = export_columns([profile], [call])
    return dict(zip(columns.names, columns.cells(call), strict=True))


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        ("won", "won"),
        (7, 7),
        (True, "yes"),
        (None, None),
        (["a", None, False], "a; no"),
        ([{"text": "a claim", "turn_ids": [3]}, {"text": "another"}], "a claim; another"),
        ({"city": "Köln"}, '{"city": "Köln"}'),
    ],
)
def test_answers_are_written_as_a_person_would(answer: Any, cell: Any) -> None:
    assert row({"a": answer})["answers.a"] == cell


@pytest.mark.parametrize(
    ("quality", "passed", "cell"),
    [("final", True, "passed"), ("final", False, "failed"), ("draft", False, None)],
)
def test_checks_tell_how_they_ended_unless_the_words_are_a_draft(
    quality: str, passed: bool, cell: str | None
) -> None:
    checks = [{"name": "greeting", "passed": passed}]
    assert row({"a": 1}, quality=quality, checks=checks)["checks.greeting"] == cell


def test_a_call_without_an_analysis_leaves_its_cells_empty() -> None:
    columns = export_columns([a_profile()], [])
    assert not any(columns.cells(a_queued_call()))
