"""Profiles in the table, each test's its own, with something in every field."""

from typing import Any

from ulid import ULID

from callinsight.domain.profile import Profile
from tests.builders import a_profile
from tests.web.served import ServedPage


def a_full_profile(profile_id: str, version: int = 1, **fields: Any) -> Profile:
    """A profile with something in every field."""
    given: dict[str, Any] = {
        "name": f"Zürich 北京 {profile_id}",
        "system_prompt": "You work for the quality team. Answer in the language of the call.",
        "temperature": 0.2,
        "output_schema": {"type": "object", "properties": {"summary": {"type": "string"}}},
        "strict_output": False,
        "keywords": {"refund": ["refund", "money back"]},
        "checks": [{"name": "greeting", "any_of": ["good morning"], "role": "agent"}],
        "transcription": {"keyterms": ["Paper Mountain"], "language": "de"},
        **fields,
    }
    return a_profile(**{"profile_id": profile_id, "version": version, **given})


class Kept:
    """One profile nobody else has, as it stands in the table now."""

    def __init__(self, served: ServedPage, *versions: dict[str, Any]) -> None:
        self._served = served
        self.profile_id = f"p-{ULID()}"
        self.page = f"profiles.html?id={self.profile_id}"
        store = served.world.profile_store
        for number, fields in enumerate(versions or ({},), start=1):
            served.do(store.add(a_full_profile(self.profile_id, number, **fields)))
        served.do(store.make_current(self.profile_id, 1))

    @property
    def current(self) -> int:
        """The number of the current version."""
        profile = self._served.do(self._served.world.profile_store.current(self.profile_id))
        assert profile is not None
        return profile.version

    @property
    def numbers(self) -> list[int]:
        """The numbers of all versions."""
        versions = self._served.do(self._served.world.profile_store.versions(self.profile_id))
        return [profile.version for profile in versions]

    def version(self, number: int) -> Profile:
        """Return one version."""
        work = self._served.world.profile_store.get(self.profile_id, number)
        profile = self._served.do(work)
        assert profile is not None
        return profile
