"""A speaker's role in a call, and who says so."""

from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored

Role = Literal["agent", "customer"]
ROLES: tuple[Role, ...] = ("agent", "customer")
RoleSource = Literal["person", "metadata", "provider", "channel", "inferred"]


class SpeakerRole(Stored):
    """What is known of one speaker's role; without a role nobody could say it for sure."""

    role: Role | None = None
    source: RoleSource | None = Field(None, description="None: nobody said anything about it")
    confidence: float | None = Field(
        None, ge=0, le=1, description="of an inferred role; the others are told, not guessed"
    )
    doubtful: bool = Field(default=False, description="what is said suggests the opposite")
