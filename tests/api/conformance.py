"""schemathesis against the running API: `python -m tests.api.conformance` prints a summary.

The server listens on a port of this machine; what it stands on are fakes, filled anew for each
operation, so that every example of the documentation leads somewhere and nothing depends on order.
"""

import asyncio
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import schemathesis
import uvicorn
from fastapi import FastAPI
from schemathesis.engine import events, from_schema
from starlette.types import Receive, Scope, Send

from callinsight.api.app import create_app
from callinsight.api.server import LONGEST_HEAD_BYTES
from callinsight.domain.access import Scope as AccessScope
from callinsight.live import LiveCalls
from callinsight.services import Services, using
from callinsight.settings import Settings
from callinsight.viewers import Viewer
from tests.api.credentials import a_key
from tests.api.findings import Findings
from tests.api.seeded import WEBHOOK_URL, seed
from tests.builders import fake_services, settings
from tests.fakes.api_keys import FakeApiKeyStore
from tests.servers import free_port

EXAMPLES = 10
# Rules that no schema tells: what is wrong by them is a 422 although the document allows it.
_RULES = {
    "create_call": "an Idempotency-Key belongs to one body",
    "get_costs": "days are a range of at most a year",
    "list_calls": "a cursor is one that was issued",
    "list_audit": "a cursor is one that was issued",
    "list_deliveries": "a cursor is one that was issued",
    "get_upload_url": "metadata is a JSON object as text",
    "correct_answer": "a correction has the form of the answer",
    "add_version": "some settings of a transcription exclude others",
    "set_current": "the version must be there",
    "set_budget": "the profile must be there",
    "create_estimate": "the version must be there",
    "create_reanalysis": "the version must be there",
}
_OTHERWISE_ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "429"]


# What a call allows only before it has ended.
_OF_WAITING_CALLS = frozenset({"get_upload_url", "cancel_call"})


class _BriefLive(LiveCalls):
    """Lets everybody go after the first lines: a stream without an end has no body to check."""

    def join(self, last_position: str | None = None, call_id: str | None = None) -> Viewer:
        viewer = super().join(last_position, call_id)
        viewer.end()
        return viewer


class Conformance:
    """The API at a port, and what is asked of it."""

    def __init__(self, app: FastAPI, port: int) -> None:
        self.document: dict[str, Any] = app.openapi()
        self._app = app
        self._keys = FakeApiKeyStore()
        key = asyncio.run(_a_key_for_everything(self._keys))
        self._address, self._key = f"http://127.0.0.1:{port}", key
        self._world: Services | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with the services of the operation that is looked at."""
        assert self._world is not None
        with using(self._world):
            await self._app(scope, receive, send)

    @property
    def operations(self) -> list[str]:
        """The ids of all operations."""
        return [operation["operationId"] for _, _, operation in operations_of(self.document)]

    def of(self, operation_id: str) -> Findings:
        """Ask one operation with its examples, at the edges of its document, and beyond them."""
        self._world = asyncio.run(_filled(self._keys, operation_id))
        findings = Findings()
        config = schemathesis.Config.from_dict(_config(self._address, self._key, operation_id))
        schema = schemathesis.openapi.from_dict(self.document, config=config)
        for event in from_schema(schema.include(operation_id=operation_id)).execute():
            if isinstance(event, events.ScenarioFinished):
                findings.add(event.recorder)
            elif isinstance(event, events.NonFatalError):
                findings.failures.append(f"{event.label}: {event.value}")
            elif isinstance(event, events.FatalError):
                raise event.exception
        return findings


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and operation of a document."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield method, path, operation


@contextmanager
def running_api(app: FastAPI | None = None) -> Generator[Conformance]:
    """Serve the API from a thread of this process."""
    port = free_port()
    asked = Conformance(app or create_app(), port)
    server = uvicorn.Server(
        uvicorn.Config(
            asked,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            h11_max_incomplete_event_size=LONGEST_HEAD_BYTES,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield asked
    finally:
        server.should_exit = True
        thread.join(10)


async def _filled(keys: FakeApiKeyStore, operation_id: str) -> Services:
    """Return fakes with what the examples name, and callers that are known already."""
    world = fake_services(settings=_settings(), api_key_store=keys)
    world.live = _BriefLive(world.calls, world.clock)
    with using(world):
        await seed(world, waiting=operation_id in _OF_WAITING_CALLS)
    return world


async def _a_key_for_everything(keys: FakeApiKeyStore) -> str:
    world = fake_services(settings=_settings(), api_key_store=keys)
    return await a_key(world, AccessScope.ADMIN, AccessScope.RAW)


@cache
def _settings() -> Settings:
    return settings(
        callinsight_auth="required",
        callinsight_requests_per_minute=1_000_000,
        webhook_urls=(WEBHOOK_URL,),
        webhook_secret="s",
        elevenlabs_webhook_secret="s",
        events_signing_keys=("a key of sixteen",),
    )


def _config(address: str, key: str, operation_id: str) -> dict[str, Any]:
    refused = {"expected-statuses": [*_OTHERWISE_ACCEPTED, "422"]}
    return {
        "seed": 1,
        "base-url": address,
        "headers": {"Authorization": f"Bearer {key}"},
        "request-timeout": 10,
        "continue-on-failure": True,
        "generation": {
            "max-examples": EXAMPLES,
            "deterministic": True,
            "database": "none",
            "no-shrink": True,
            "with-security-parameters": False,
        },
        "phases": {"stateful": {"enabled": False}},
        "checks": {"positive_data_acceptance": refused} if operation_id in _RULES else {},
    }


def main() -> None:
    """Ask every operation, and print what was found."""
    begun, found = time.monotonic(), Findings()
    with running_api() as api:
        for operation_id in api.operations:
            found.join(api.of(operation_id))
        print(f"{len(api.operations)} operations, {found.requests} requests in ", end="")
    print(f"{time.monotonic() - begun:.0f} s; statuses {dict(sorted(found.statuses.items()))}")
    for name, count in found.checks.most_common():
        print(f"{count:6} {name}")
    print(f"{len(found.failures)} failures", *found.failures, sep="\n\n")


if __name__ == "__main__":
    main()
