"""What is sent and answered about re-analyses."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

from callinsight.domain.call import Flag
from callinsight.domain.call_filters import CallFilters
from callinsight.domain.estimate import Estimate
from callinsight.domain.listing import LONGEST_TEXT
from callinsight.domain.reanalysis import Chosen, Reanalysis, Skipped, State
from callinsight.domain.status import Status

MOST_CALLS = 10_000
_Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)] | None
_ProfileId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


def _written(value: object) -> object:
    """Take times as people write them, never seconds since 1970."""
    if value is not None and (not isinstance(value, str) or "-" not in value.removeprefix("-")):
        raise ValueError("must be a time, as 2026-11-23T12:00:00Z")
    return value


_Moment = Annotated[AwareDatetime, BeforeValidator(_written)] | None


class CallChoice(BaseModel):
    """Which calls: what a list of calls takes as its filters. Without any, all."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    profile_id: _ProfileId | None = Field(None, description="the one they have now")
    created_from: _Moment = None
    created_to: _Moment = None
    q: _Text = Field(None, description="in file name, customer, agent or topic")
    customer: _Text = None
    agent: _Text = None
    topic: _Text = None
    outcome: _Text = None
    flag: Flag | None = None


class NewReanalysis(BaseModel):
    """Calls, the version that analyzes them, and how fast."""

    model_config = ConfigDict(extra="forbid")

    profile_id: _ProfileId
    profile_version: Annotated[int, Field(ge=1, lt=10**9)] | None = Field(
        None, description="any version of the profile; by default the current one"
    )
    calls: CallChoice = CallChoice()
    most: int = Field(1000, ge=1, le=MOST_CALLS, description="how many calls at most")
    per_minute: int = Field(60, ge=1, le=6000, description="how many calls a minute at most")
    dry_run: StrictBool = Field(
        default=True, description="true: tell what it would cost, begin nothing"
    )

    def chosen(self) -> Chosen:
        """Return the choice as a job keeps it."""
        given = self.calls
        return Chosen(
            status=given.status,
            profile_id=given.profile_id,
            created_from=given.created_from,
            created_to=given.created_to,
            filters=CallFilters.model_validate(
                given.model_dump(include=set(CallFilters.model_fields))
            ),
            most=self.most,
        )


class ReanalysisShown(BaseModel):
    """One re-analysis, and how far it is."""

    reanalysis_id: str
    state: State
    created_at: datetime
    updated_at: datetime
    author: str = Field(description="name of a key, of a token's client, or of this machine")
    profile_id: str
    profile_version: int
    calls: Chosen
    per_minute: int
    estimate: Estimate | None = Field(None, description="as it was told at the beginning")
    queued: int = Field(description="calls that were queued to be analyzed so far")
    skipped: dict[Skipped, int] = Field(description="calls that were left alone, by reason")

    @classmethod
    def of(cls, job: Reanalysis) -> "ReanalysisShown":
        """Return what is shown of a job."""
        told = {name: getattr(job, name) for name in cls.model_fields if hasattr(job, name)}
        return cls(reanalysis_id=job.job_id, calls=job.chosen, **told)


class ReanalysisPlan(BaseModel):
    """What analyzing the calls anew costs, and the re-analysis that was begun, if it was."""

    profile_id: str
    profile_version: int
    estimate: Estimate
    skipped: dict[Skipped, int] = Field(description="calls that are left alone, by reason")
    is_whole: bool = Field(description="false: the list is longer than 20,000 calls")
    reanalysis: ReanalysisShown | None = Field(None, description="null: nothing was begun")


class ReanalysisList(BaseModel):
    """The newest re-analyses."""

    reanalyses: list[ReanalysisShown]


class ReanalysisChange(BaseModel):
    """What is to become of a re-analysis."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["Running", "Paused", "Cancelled"]
