"""Which profile a call gets: what the API said, the object, the message, a rule, the default."""

from typing import Any, cast

import pytest

from callinsight.domain.call import Call
from callinsight.domain.profile import ProfileRule
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import a_profile, fake_services, settings
from tests.fakes.engines import FakeTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.intake.arrivals import an_expecting_call, as_it_is, event_of, given_a_link

SOURCES = ("by-api", "by-metadata", "by-message", "by-rule", "default")
RULE = ProfileRule(profile_id="by-rule", key_prefix="uploads/")


def a_world(**configured: Any) -> Services:
    """Services whose profiles carry their source as their name, and their place as version."""
    store = FakeProfileStore(*(a_profile(name, SOURCES.index(name) + 1) for name in SOURCES))
    return fake_services(settings=settings(**configured), profile_store=store)


async def arrived(
    world: Services, call: Call, *, metadata: str | None = None, message: str | None = None
) -> Call:
    """The call after its recording arrived and was accepted."""
    assert call.upload_key is not None
    stored = cast("FakeRecordingStore", world.recordings).put(
        call.upload_key, b"words", metadata={"profile-id": metadata} if metadata else {}
    )
    started = await world.intake.accept(event_of(stored), profile_id=message)
    assert started is not None
    return started


@pytest.mark.parametrize("wanted", SOURCES)
async def test_the_most_deliberate_choice_wins(wanted: str) -> None:
    said = {source: source for source in SOURCES[SOURCES.index(wanted) :]}
    world = a_world(profile_rules=(RULE,) if "by-rule" in said else ())
    call = await an_expecting_call(world, profile_id=said.get("by-api"))
    started = await arrived(
        world, call, metadata=said.get("by-metadata"), message=said.get("by-message")
    )
    assert (started.profile_id, started.profile_version) == (wanted, SOURCES.index(wanted) + 1)
    assert started.profile_fallback_from is None


@pytest.mark.parametrize("wanted", SOURCES[1:])
async def test_an_object_nobody_announced_is_served_by_the_same_order(wanted: str) -> None:
    said = {source: source for source in SOURCES[SOURCES.index(wanted) :]}
    world = a_world(profile_rules=(RULE,) if "by-rule" in said else ())
    stored = cast("FakeRecordingStore", world.recordings).put(
        "uploads/a.wav",
        b"words",
        metadata={"profile_id": "by-metadata"} if "by-metadata" in said else {},
    )
    started = await world.intake.accept(event_of(stored), profile_id=said.get("by-message"))
    assert started is not None
    assert (started.profile_id, started.profile_version) == (wanted, SOURCES.index(wanted) + 1)


@pytest.mark.parametrize("announced", [True, False])
async def test_an_unknown_profile_falls_back_and_the_call_says_so(announced: bool) -> None:
    world = a_world()
    if announced:
        started = await arrived(world, await an_expecting_call(world, profile_id="gone"))
    else:
        stored = cast("FakeRecordingStore", world.recordings).put("uploads/a.wav", b"words")
        started = cast("Call", await world.intake.accept(event_of(stored), profile_id="gone"))
    assert (started.profile_id, started.profile_fallback_from) == ("default", "gone")
    assert await as_it_is(world, started) == started


@pytest.mark.parametrize("announced", [True, False])
async def test_without_fallback_an_unknown_profile_fails_the_call_and_nothing_is_paid(
    announced: bool,
) -> None:
    world = a_world(profile_fallback=False)
    if announced:
        refused = await arrived(world, await an_expecting_call(world, profile_id="gone"))
    else:
        stored = cast("FakeRecordingStore", world.recordings).put("uploads/a.wav", b"words")
        refused = cast("Call", await world.intake.accept(event_of(stored), profile_id="gone"))
    await world.dispatcher.tick()
    seen = await as_it_is(world, refused)
    assert seen.failure is not None
    assert (seen.status, seen.failure.code) == (Status.FAILED, "profile_not_found")
    assert (seen.recording, seen.due_at) == (refused.recording, None)
    assert not cast("FakeFlowRuns", world.flow_runs).runs
    assert cast("FakeTranscriber", world.transcriber).paid_requests == 0


async def test_a_replacement_goes_on_with_its_profile_even_if_that_was_deleted() -> None:
    world = a_world(profile_fallback=False)
    call = await arrived(world, await an_expecting_call(world, profile_id="by-api"))
    cast("FakeProfileStore", world.profile_store).pointers.clear()
    again = await arrived(world, await given_a_link(world, call))
    assert again.status is Status.QUEUED
    assert (again.profile_id, again.profile_version) == ("by-api", 1)
