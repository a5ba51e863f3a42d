"""The profiles API as the page sees it, answered in the browser itself; what is invalid is so for real."""

import json
import re
from typing import Any

from playwright.sync_api import Page, Request, Route
from pydantic import ValidationError

from callinsight.domain.profile import Profile

_PATHS = re.compile(r"^http://127\.0\.0\.1:\d+/(profiles|me|calls)(/|\?|$)")


class ProfilesApi:
    """Versions of profiles in memory, and every request that was made."""

    def __init__(self, *profiles: Profile, scopes: tuple[str, ...] = ("read", "write")) -> None:
        self.versions = {(p.profile_id, p.version): p for p in profiles}
        self.current = {p.profile_id: p.version for p in profiles}
        self.scopes = scopes
        self.disabled = False
        self.calls: list[dict[str, Any]] = []
        self.changes: list[tuple[str, str, Any]] = []

    def answer_in(self, page: Page) -> None:
        """Answer the page's requests from now on."""
        page.route(_PATHS, self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        parts = request.url.split("?")[0].split("/")[3:]
        if request.method != "GET" and parts[-1] != "checks":
            self.changes.append((request.method, "/".join(parts), request.post_data_json))
        status, body = self._answered(request, parts)
        route.fulfill(status=status, json=body)

    def _answered(self, request: Request, parts: list[str]) -> tuple[int, Any]:
        match request.method, parts:
            case "GET", ["me"]:
                return 200, {"kind": "local", "name": "", "scopes": self.scopes, "auth": "none"}
            case "GET", ["calls"]:
                return 200, {"calls": self.calls, "cursor": None, "scanned": len(self.calls)}
            case "POST", ["calls", call_id, "reruns"]:
                return 202, {"call_id": call_id}
            case _ if self.disabled:
                return 409, {"detail": "Profiles are off.", "code": "profiles_disabled"}
            case "GET", ["profiles"]:
                return 200, {"profiles": [self._listed(one) for one in self.current]}
            case "POST", ["profiles", "checks"]:
                return 200, {"problems": _problems(request.post_data_json["document"])}
            case _, ["profiles", profile_id, *rest]:
                return self._of_one(request, profile_id, rest)
        return 404, {"detail": "Nothing is here.", "code": "not_found"}

    def _of_one(self, request: Request, profile_id: str, rest: list[str]) -> tuple[int, Any]:
        numbers = [version for own, version in self.versions if own == profile_id]
        match request.method, rest:
            case "POST", ["versions"]:
                return self._added(profile_id, max(numbers, default=0) + 1, request.post_data_json)
            case _ if not numbers:
                return 404, {"detail": "There is no such profile.", "code": "profile_not_found"}
            case "PUT", ["current"]:
                self.current[profile_id] = request.post_data_json["version"]
                return 200, self._shown(profile_id, self.current[profile_id])
            case "GET", ["versions"]:
                return 200, {"versions": [self._version(profile_id, one) for one in numbers]}
            case "GET", ["versions", number]:
                return 200, self._shown(profile_id, int(number))
        return 200, self._shown(profile_id, self.current[profile_id])

    def _added(self, profile_id: str, version: int, body: dict[str, Any]) -> tuple[int, Any]:
        make_current = body.pop("make_current")
        profile = Profile.model_validate({**body, "profile_id": profile_id, "version": version})
        self.versions[profile_id, version] = profile
        if make_current:
            self.current[profile_id] = version
        return 201, self._shown(profile_id, version)

    def _shown(self, profile_id: str, version: int) -> Any:
        return json.loads(self.versions[profile_id, version].model_dump_json())

    def _version(self, profile_id: str, version: int) -> dict[str, Any]:
        name = self.versions[profile_id, version].name
        return {
            "version": version,
            "name": name,
            "current": self.current[profile_id] == version,
        }

    def _listed(self, profile_id: str) -> dict[str, Any]:
        shown = self._shown(profile_id, self.current[profile_id])
        names = ("profile_id", "name", "version", "openai_model")
        return {**{name: shown[name] for name in names}, "is_default": profile_id == "default"}


def _problems(document: object) -> list[dict[str, str]]:
    try:
        Profile.model_validate(document)
    except ValidationError as error:
        return [
            {"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
            for one in error.errors()
        ]
    return []
