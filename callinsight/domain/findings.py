"""What code found wrong with a model's answers: each one says where, what, and why."""

from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored

FindingKind = Literal["unverified_claim", "unknown_turn", "fact_not_in_call", "contradiction"]


class Finding(Stored):
    """One thing in the answers that the call's words do not bear out."""

    kind: FindingKind
    path: str = Field(description="where in the answers, as a JSON pointer such as /issues/0")
    reason: str = Field(description="a stable code, such as not_said or resolved_but_open")
    dropped: bool = Field(default=False, description="whether the profile had it taken out")
