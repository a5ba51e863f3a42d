"""Versions of a profile beside who wrote them, and profiles as documents that can be pushed."""

from typing import Any

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.profile import Profile


class Origin(Stored):
    """Who wrote a version, and when; None for versions of former days."""

    author: str | None = None
    created_at: Instant | None = None


UNKNOWN = Origin()


class KeptVersion(Stored):
    """A version of a profile as the table keeps it."""

    profile: Profile
    origin: Origin = UNKNOWN


def document_of(profile: Profile) -> dict[str, Any]:
    """Return a profile as a person would write it: without its number, and without defaults.

    A null within a schema is no default and stays.
    """
    document = profile.model_dump(mode="json", exclude_defaults=True, exclude={"version"})
    return {"profile_id": profile.profile_id, **document}
