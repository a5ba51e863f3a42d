"""How recordings arrive: links that were given out, objects in the bucket, messages about them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from ulid import ULID

from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.recording import RecordingObject, upload_key
from callinsight.domain.transitions import Write
from callinsight.domain.uploads import pending_call, url_issued
from callinsight.poller import Poller
from callinsight.services import Services
from tests.fakes.recordings import FakeRecordingStore
from tests.patience import PATIENCE

WRITTEN = "ObjectCreated:Put"


def event_of(stored: RecordingObject) -> RecordingUploaded:
    """What S3 says about one version of an object."""
    return RecordingUploaded(stored.bucket, stored.key, version_id=stored.version_id)


def a_record(stored: RecordingObject, **entity: Any) -> dict[str, Any]:
    """One record of an S3 notification."""
    item = {"key": stored.key, "versionId": stored.version_id, "size": stored.size_bytes}
    return {
        "eventSource": "aws:s3",
        "eventName": WRITTEN,
        "s3": {"bucket": {"name": stored.bucket}, "object": item, **entity},
    }


def a_message(*records: RecordingObject | dict[str, Any]) -> str:
    """The body of a message about objects, or of records as they are given."""
    found = [a_record(each) if isinstance(each, RecordingObject) else each for each in records]
    return json.dumps({"Records": found})


async def an_expecting_call(world: Services, **fields: Any) -> Call:
    """A call that was announced and waits for its upload."""
    call = pending_call(new_call_id(), world.clock(), **fields)
    await world.calls.add(call)
    return await given_a_link(world, call)


async def given_a_link(world: Services, call: Call) -> Call:
    """The call after it was given a (new) upload link."""
    key = upload_key(call.call_id, str(ULID()).lower(), "call.wav")
    link = await world.recordings.upload_link(key, content_type="audio/wav", form=False)
    write = url_issued(
        call, world.clock(), key=key, file_name="call.wav", expires_at=link.expires_at
    )
    return await written(world, write)


def uploaded(bucket: FakeRecordingStore, call: Call, body: bytes = b"words") -> RecordingObject:
    """The object that a client stores with the call's link."""
    assert call.upload_key is not None
    return bucket.put(call.upload_key, body)


async def written(world: Services, write: Write) -> Call:
    """The record after a write that must succeed."""
    call = await world.calls.apply(write)
    assert call is not None
    return call


async def as_it_is(world: Services, call: Call | str) -> Call:
    """The record as it is now."""
    seen = await world.calls.get(call if isinstance(call, str) else call.call_id)
    assert seen is not None
    return seen


async def polled(poller: Poller, times: int = 1) -> None:
    """Let the poller poll some times without waiting."""
    for _ in range(times):
        await poller.poll(wait_seconds=0)


async def until(met: Callable[[], object]) -> None:
    """Wait a moment for what the loop does."""
    async with asyncio.timeout(PATIENCE):
        while not met():
            await asyncio.sleep(0.005)
