"""What every store of the golden set does."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.golden import GoldenLabel
from callinsight.ports.golden import GoldenStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def a_label(call_id: str = "c1", pointer: str = "/outcome", **fields: Any) -> GoldenLabel:
    known = {
        "call_id": call_id,
        "profile_id": "sales",
        "transcript_sha256": "t",
        "pointer": pointer,
        "expected": "sold",
        "author": "ann",
        "reason": "heard it",
        "at": NOON,
    }
    return GoldenLabel.model_validate({**known, **fields})


@pytest.mark.parametrize("expected", [None, 1, 1.5, "", [], {"a": [None, {"b": True}]}])
async def test_a_label_comes_back_as_it_was_kept(golden: GoldenStore, expected: Any) -> None:
    label = a_label(expected=expected, found={"was": 0.1})
    await golden.put_label(label)
    assert list(await golden.labels_of("c1")) == [label]


async def test_the_newest_word_about_a_field_stands(golden: GoldenStore) -> None:
    await golden.put_label(a_label())
    newer = a_label(expected="not sold", at=NOON + timedelta(hours=1))
    await golden.put_label(newer)
    assert list(await golden.list_labels()) == [newer]


async def test_labels_are_listed_by_call_and_field(golden: GoldenStore) -> None:
    labels = [a_label("c1", "/a"), a_label("c1", "/b"), a_label("c12", "/a"), a_label("c2", "/a")]
    for label in reversed(labels):
        await golden.put_label(label)
    assert list(await golden.list_labels()) == labels
    assert list(await golden.labels_of("c1")) == labels[:2]
    assert list(await golden.labels_of("c")) == []


async def test_a_label_is_removed_alone_and_those_of_an_erased_call_together(
    golden: GoldenStore,
) -> None:
    for label in (a_label("c1", "/a"), a_label("c1", "/b"), a_label("c1", "/c"), a_label("c12")):
        await golden.put_label(label)
    assert not await golden.remove_label("c1", "support", "/a")
    assert await golden.remove_label("c1", "sales", "/a")
    assert not await golden.remove_label("c1", "sales", "/a")
    await golden.erase_labels("c1")
    await golden.erase_labels("c9")
    assert list(await golden.list_labels()) == [a_label("c12")]
