"""The lines of docs/webhooks.md that receivers copy."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from callinsight.domain.call import Failure
from callinsight.domain.execution import completed
from callinsight.domain.signing import signature_of
from callinsight.domain.telling import TOLD
from callinsight.shipped import SHIPPED
from tests.builders import NOON, a_queued_call

_WHOLE = (SHIPPED.parent / "docs" / "webhooks.md").read_text()
PARTS = re.split(r"^## ", _WHOLE, flags=re.MULTILINE)
PAGE = next(part for part in PARTS if part.startswith("Out"))
BODY = b'{"id":"x"}'
Verify = Callable[[bytes, str, str], bool]


@pytest.fixture
def is_ours() -> Verify:
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(lines, names)  # noqa: S102  (our own page)
    found: Verify = names["is_ours"]
    return found


def signed(secret: str, *, seconds_ago: float = 0) -> str:
    at = datetime.fromtimestamp(time.time() - seconds_ago, UTC)
    return signature_of(BODY, secret.split(","), at)


def test_the_lines_know_what_is_ours(is_ours: Verify) -> None:
    assert is_ours(BODY, signed("s"), "s")
    assert is_ours(BODY, signed("old,new"), "old")
    assert is_ours(BODY, signed("old,new"), "new")


def test_the_lines_know_what_is_not(is_ours: Verify) -> None:
    assert not is_ours(BODY + b" ", signed("s"), "s")
    assert not is_ours(BODY, signed("s"), "other")
    assert not is_ours(BODY, signed("s", seconds_ago=301), "s")
    assert not is_ours(BODY, signed("s").replace("t=", "t=1"), "s")
    for header in ("", "t=", "v1=", "t=x,v1=y", "t=1", "="):
        assert not is_ours(BODY, header, "s")


def test_the_example_has_the_fields_that_are_sent() -> None:
    (example,) = re.findall(r"```json\n(\{\s+\"id\".*?)```", PAGE, re.DOTALL)
    document = json.loads(example)
    assert set(document["call"]) == TOLD - {"failure"} | {"file_name"}
    call = a_queued_call().model_copy(update={"status": "Analyzing"})
    news = completed(call, NOON, analysis={"artifact": "a"}).told["untold"][0]
    assert set(document) == set(news)
    assert set(Failure.model_fields) <= set(re.findall(r"`([a-z]+)`", PAGE))
