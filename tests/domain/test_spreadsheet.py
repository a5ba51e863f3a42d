"""What a spreadsheet opens runs nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.spreadsheet import csv_line


def cells_of(line: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(line, newline=""))
    return row


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"],  # noqa: RUF001
)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    assert cells_of(csv_line([text])) == [f"'{text}"]


def test_numbers_lists_and_nothing_are_written_plainly() -> None:
    line = csv_line([1.5, -2, None, ("draft", "stale"), 'say "hi"; =1, done'])
    assert line == '"1.5","-2","","draft stale","say ""hi""; =1, done"\r\n'


@given(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=1))
def test_every_text_comes_back_and_none_begins_a_formula(texts: list[str]) -> None:
    cells = cells_of(csv_line(texts))
    for cell, text in zip(cells, texts, strict=True):
        assert cell in {text, f"'{text}"}
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
