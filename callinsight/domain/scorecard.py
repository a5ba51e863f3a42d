"""Scorecards and alerts as a profile writes them."""

from typing import Annotated

from pydantic import Field, model_validator

from callinsight.domain.category import CodeName
from callinsight.domain.findings import FindingKind
from callinsight.domain.model import Written

Pointer = Annotated[str, Field(max_length=200, pattern=r"^(/([^~/]|~[01])+)+$")]
PlainValue = bool | int | float | Annotated[str, Field(max_length=200)]
CriterionPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}/[a-z][a-z0-9_]{0,63}$")]


class Criterion(Written):
    """One line of a scorecard, answered by a check, by a category, or by a field of the answers."""

    name: CodeName
    weight: int = Field(1, ge=1, le=100)
    check: str | None = Field(None, description="name of a check that must pass")
    category: str | None = Field(None, description="name of a category of this profile")
    present: bool = Field(default=True, description="false: the category must not apply")
    field: Pointer | None = Field(None, description="JSON pointer into the answers")
    passes: tuple[PlainValue, ...] | None = Field(
        None, min_length=1, max_length=20, description="the values of the field that pass"
    )
    auto_fail: bool = Field(default=False, description="failed: the whole scorecard is 0")

    @model_validator(mode="after")
    def _is_answered_once(self) -> "Criterion":
        if sum(by is not None for by in (self.check, self.category, self.field)) != 1:
            raise ValueError("needs one of check, category and field")
        if (self.field is None) != (self.passes is None):
            raise ValueError("field and passes belong together")
        if not self.present and self.category is None:
            raise ValueError("present belongs to a category")
        return self


class Scorecard(Written):
    """Criteria whose weights add up to 100 percent; what is not applicable counts for nothing."""

    name: CodeName
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=50)


class Alerts(Written):
    """What is told at once: categories that apply, criteria that failed, kinds of findings."""

    categories: tuple[CodeName, ...] = Field((), max_length=50)
    criteria: tuple[CriterionPath, ...] = Field(
        (), max_length=100, description="scorecard/criterion"
    )
    findings: tuple[FindingKind, ...] = Field((), max_length=10)
