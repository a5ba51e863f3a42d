"""Every code of a finding is explained: in docs/profiles.md, and by a sentence on the page."""

import re
from typing import get_args

from callinsight.domain.claim import Problem
from callinsight.domain.findings import ContradictionReason, UnsaidReason
from callinsight.shipped import SHIPPED

ROOT = SHIPPED.parent


def test_every_reason_has_a_row_and_no_row_is_of_another() -> None:
    _, told = (ROOT / "docs" / "profiles.md").read_text().split("**Facts** must have been said", 1)
    rows = re.findall(r"^\| `([a-z_]+)` \|", told.split("**Long calls**")[0], re.MULTILINE)
    assert [row for row in rows if row != "reason"] == [
        *get_args(UnsaidReason),
        *get_args(ContradictionReason),
    ]


def test_every_reason_has_a_sentence_on_the_page() -> None:
    page = (ROOT / "web" / "app" / "call" / "findings.js").read_text()
    told = set(re.findall(r"^  ([a-z_]+): \"", page, re.MULTILINE))
    codes = {*get_args(Problem), *get_args(UnsaidReason), *get_args(ContradictionReason)}
    assert codes <= told
