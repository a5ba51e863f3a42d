"""Fingerprints: equal for equal parts, different for any difference."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.domain.call import Generation
from callinsight.domain.fingerprint import content_hash, fingerprint
from callinsight.domain.status import Status
from tests.builders import NOON

ANY_TEXT = st.text(st.characters(), max_size=10)
PARTS: dict[str, Any] = {
    "step": "transcribe",
    "recording": "etag-1",
    "settings": {"model": "scribe_v2", "language": None},
    "schema": 1,
    "generation": 0,
}


def test_a_fingerprint_stays_the_same_from_release_to_release() -> None:
    assert fingerprint(**PARTS) == "14b41a0a7282cd064bf351066034b963"


@given(st.permutations(list(PARTS)))
def test_the_order_of_the_parts_does_not_matter(names: list[str]) -> None:
    assert fingerprint(**{name: PARTS[name] for name in names}) == fingerprint(**PARTS)


def test_the_order_inside_a_part_does_not_matter() -> None:
    turned = {"language": None, "model": "scribe_v2"}
    assert fingerprint(**{**PARTS, "settings": turned}) == fingerprint(**PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_counts(name: str) -> None:
    assert fingerprint(**{**PARTS, name: "other"}) != fingerprint(**PARTS)
    assert fingerprint(**{n: PARTS[n] for n in PARTS if n != name}) != fingerprint(**PARTS)


def test_a_part_inside_a_part_counts() -> None:
    other = {"model": "scribe_v2", "language": "de"}
    assert fingerprint(**{**PARTS, "settings": other}) != fingerprint(**PARTS)


def test_a_number_is_not_its_text() -> None:
    assert fingerprint(part=1) != fingerprint(part="1")


def test_models_moments_and_names_count_by_their_stored_form() -> None:
    rich = fingerprint(generation=Generation(analyze=2), at=NOON, status=Status.QUEUED)
    plain = fingerprint(
        generation={"transcribe": 0, "analyze": 2},
        at="2026-11-23T12:00:00.000000Z",
        status="Queued",
    )
    assert rich == plain


@given(st.dictionaries(ANY_TEXT, ANY_TEXT | st.integers() | st.none()))
@example({"\udfff": "\ud800"})
def test_a_fingerprint_is_32_hex_digits(parts: dict[str, object]) -> None:
    mark = fingerprint(**parts)
    assert len(mark) == 32
    assert int(mark, 16) >= 0


def test_text_that_utf_8_cannot_hold_counts_like_any_other() -> None:
    assert fingerprint(part="\ud800") == fingerprint(part="\ud800")
    assert fingerprint(part="\ud800") != fingerprint(part="\udfff")


def test_stored_bytes_are_named_by_their_sha256() -> None:
    assert content_hash(b"call") == (
        "7edb360f06acaef2cc80dba16cf563f199d347db4443da04da0c8173e3f9e4ed"
    )
