"""Answers of the API for a list, where a test says what a page is told."""

import json
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, Route

from callinsight.domain.call_id import new_call_id
from tests.builders import NOON


def a_listed_call(minutes: int = 0, **fields: Any) -> dict[str, Any]:
    """A completed call as the API lists it, begun so many minutes before noon."""
    at = (NOON - timedelta(minutes=minutes)).isoformat()
    return {
        "call_id": new_call_id(),
        "status": "Completed",
        "created_at": at,
        "updated_at": at,
        "file_name": f"call-{minutes}.wav",
        "duration_seconds": 307.0,
        "profile_id": "sales",
        "profile_version": 3,
        "cost_usd": 0.0312,
        "flags": [],
        **fields,
    }


def told(page: Page, calls: list[dict[str, Any]], **answer: Any) -> None:
    """Let the page's list be these calls, and the line for changes be quiet."""
    told_live(page)
    body = {"calls": calls, "cursor": None, "scanned": len(calls), **answer}
    page.route("**/calls?*", lambda route: route.fulfill(json=body))


def told_live(page: Page, *events: tuple[str, dict[str, Any]]) -> None:
    """Let the page hear these events once it listens; then the line stays quiet."""
    lines = [
        f"event: {name}\nid: {at}\ndata: {json.dumps(data)}\n\n"
        for at, (name, data) in enumerate(events)
    ]
    rest = ["".join(lines)]

    def answer(route: Route) -> None:
        body = rest.pop() if rest else ": quiet\n\n"
        route.fulfill(content_type="text/event-stream", body=body)

    page.route("**/calls/events", answer)
