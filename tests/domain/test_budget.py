"""Budgets: what a request may cost at most."""

import pytest

from callinsight.domain.budget import most_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("4 1 1 1 1 1 1 1", 15),  # each digit is a token, and each blank before one
        ("!?!?!?!?", 8),
        ("A B C 7 K", 9),
        ("\u4f60\u597d", 2),
        ("\U0001f600", 4),
        ("", 0),
    ],
    ids=["digits read out", "marks", "letters read out", "Chinese", "an emoji", "nothing"],
)
def test_a_text_never_has_more_tokens_than_it_may_have(text: str, tokens: int) -> None:
    assert most_tokens(text) >= tokens


def test_what_cannot_be_written_as_bytes_counts_too() -> None:
    assert most_tokens("\ud83d") >= 1
