"""Languages, whatever a provider calls them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.language import language_code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("ENG", "en"),
        (" en-US ", "en"),
        ("pt_BR", "pt"),
        ("deu", "de"),
        ("ger", "de"),
        ("cmn", "zh"),
        ("yue", "yue"),
        ("und", None),
        ("", None),
        (None, None),
        ("english", None),
        ("e1", None),
    ],
)
def test_a_language_has_its_shortest_code(told: str | None, code: str | None) -> None:
    assert language_code(told) == code


@given(st.none() | st.text())
def test_a_code_of_a_code_is_that_code(told: str | None) -> None:
    code = language_code(told)
    assert code is None or language_code(code) == code
