"""Answers as lines of text."""

from typing import Any

import pytest

from callinsight.cli.answers import answer_lines, finding_line

CLAIM = {"text": "Charged twice", "quote": "charged twice", "turn_ids": [3], "said_by": "customer"}


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (None, []),
        ([], []),
        ("hello", ["hello"]),
        (True, ["yes"]),
        (["a", "b"], ["a", "b"]),
        ({"headline": "h", "long": None}, ["headline: h"]),
        ({"a": {"b": "1", "c": "2"}}, ["a:", "  b: 1", "  c: 2"]),
        ([{"id": "x", "label": "Y", "turn_ids": [1]}], ["x, Y"]),
        ([{**CLAIM, "verified": True}], ['Charged twice "charged twice" (turn 3)']),
        (
            {**CLAIM, "verified": False, "problem": "not_said", "owner": "agent"},
            ['Charged twice owner agent "charged twice" (turn 3)  UNVERIFIED: not said'],
        ),
    ],
)
def test_an_answer_is_told_in_lines(value: Any, lines: list[str]) -> None:
    assert list(answer_lines(value)) == lines


def test_a_finding_tells_its_place_and_reason() -> None:
    finding = {"path": "/issues/0", "reason": "not_said", "dropped": True}
    assert finding_line(finding) == "issues 1: not said, left out"
