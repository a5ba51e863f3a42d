"""`callinsight events send`: the example files, and files that are something else."""

import asyncio
from pathlib import Path

import pytest

from callinsight.domain.errors.sender import MalformedEventError
from callinsight.poller import Poller
from callinsight.services import Services, using
from tests.builders import a_profile, fake_services
from tests.cli.conftest import Command
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.queue import FakeEventQueue
from tests.fakes.recordings import FakeRecordingStore

EVENTS = Path(__file__).parents[1] / "events"
ANNOUNCED = {
    "delete_event.json": 0,
    "eventbridge.json": 1,
    "eventbridge_in_sns.json": 1,
    "moto_multipart.json": 2,
    "s3_multi_record.json": 3,
    "s3_put.json": 1,
    "sns_wrapped.json": 1,
    "test_event.json": 0,
    "versioned.json": 1,
}
BAD_RECORD = '{"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}]}'


def sent(world: Services) -> list[str]:
    """The bodies that wait in the queue."""
    assert isinstance(world.queue, FakeEventQueue)
    return [message.body for message in world.queue.waiting]


def test_every_example_is_known_here() -> None:
    assert {file.name for file in EVENTS.glob("*.json")} == set(ANNOUNCED)


@pytest.mark.parametrize("name", ANNOUNCED)
def test_an_example_goes_through_the_queue_as_it_is(
    callinsight: Command, services: Services, name: str
) -> None:
    answer = callinsight("events", "send", EVENTS / name)
    assert (answer.code, answer.err) == (0, "")
    announced = ANNOUNCED[name]
    told = [f"Sent: {announced} recording(s) announced."]
    if announced:
        told.append(f"{announced} of them are not in the bucket and start no call.")
    assert answer.out.splitlines() == told
    assert sent(services) == [(EVENTS / name).read_text("utf-8")]


def test_a_sent_event_becomes_a_call_of_the_given_profile(callinsight: Command) -> None:
    bucket = FakeRecordingStore("callinsight-recordings")
    bucket.put("uploads/direct/my call+ü (1).wav", b"sound")
    profiles = FakeProfileStore(a_profile(), a_profile("sales", 2))
    with using(fake_services(recordings=bucket, profile_store=profiles)) as world:
        callinsight("events", "send", EVENTS / "s3_put.json", "--profile", "sales")
        poller = Poller(world.queue, world.intake, wake=lambda: None)
        asyncio.run(poller.poll(wait_seconds=0))
        (row,) = callinsight("calls", "list", "--json").document["calls"]
    assert (row["profile_id"], row["profile_version"], row["status"]) == ("sales", 2, "Queued")


def test_a_record_that_nobody_can_read_is_told(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(BAD_RECORD)
    answer = callinsight("events", "send", file)
    assert (answer.code, len(sent(services))) == (0, 1)
    assert answer.out.splitlines() == [
        "Sent: 0 recording(s) announced.",
        "1 record(s) are no S3 events: the message becomes a dead letter.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The message is not JSON."),
        (b"RIFF\xff\xfe\x00WAVE", "The file is not UTF-8 text."),
        (b"[1, 2]", "The message is not a JSON object."),
        (b'{"canary": true}', "The message is not an S3 event notification."),
    ],
)
def test_a_file_that_is_no_event_is_one_sentence_and_a_hint(
    callinsight: Command, services: Services, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "canary.json"
    file.write_bytes(content)
    answer = callinsight("events", "send", file)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        f"Error: {sentence} (malformed_event)",
        f"Hint: {MalformedEventError.hint}",
    ]
    assert sent(services) == []


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_is_not_there_is_wrong_usage(
    callinsight: Command, services: Services, tmp_path: Path, name: str
) -> None:
    answer = callinsight("events", "send", tmp_path / name)
    assert (answer.code, answer.out, sent(services)) == (2, "", [])
    assert str(tmp_path) in answer.told
