"""The same call through ElevenLabs' official SDK and through us: the stub must see one request.

`DIFFERENCES` lists every field in which ours is meant to be another, and why; nothing else may be.
"""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from elevenlabs.client import ElevenLabs

from callinsight.adapters.elevenlabs import ElevenLabsJobTranscriber, ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from tests.adapters.conftest import BODY, BytesAudio, Guard
from tests.stubs.running import StubProviders

Sent = dict[str, Any]
KEY = GivenSecret("key")
FILE = ("recording", BODY, "audio/wav")
ALWAYS: dict[str, Any] = {
    "model_id": "scribe_v2",
    "timestamps_granularity": "word",
    "tag_audio_events": False,
}
REFERENCE = {"call_id": "c", "fingerprint": "f"}

# Field of the record: what the SDK sends, what we send, and why.
DIFFERENCES: dict[str, tuple[Any, Any, str]] = {
    "fields.webhook_metadata": ("null", None, "the SDK writes null where nothing was given"),
    "fields.entity_detection": ("null", None, "likewise"),
    "fields.entity_redaction": ("null", None, "likewise"),
}
CASES: dict[str, tuple[TranscriptionSettings, dict[str, Any]]] = {
    "channels": (TranscriptionSettings(), {"use_multi_channel": True, "diarize": False}),
    "speakers": (
        TranscriptionSettings(multichannel=False, num_speakers=3, language="en"),
        {"use_multi_channel": False, "diarize": True, "num_speakers": 3, "language_code": "en"},
    ),
    "threshold": (
        TranscriptionSettings(multichannel=False, diarization_threshold=0.15),
        {"use_multi_channel": False, "diarize": True, "diarization_threshold": 0.15},
    ),
    "roles": (
        TranscriptionSettings(multichannel=False, detect_speaker_roles=True),
        {"use_multi_channel": False, "diarize": True, "detect_speaker_roles": True},
    ),
    "keyterms": (
        TranscriptionSettings(keyterms=("Acme", "Überlinger Straße", "Paper Mountain")),
        {
            "use_multi_channel": True,
            "diarize": False,
            "keyterms": ["Acme", "Überlinger Straße", "Paper Mountain"],
        },
    ),
    "entities": (
        TranscriptionSettings(
            multichannel=False,
            entity_detection=("pii", "credit_card"),
            entity_redaction=("credit_card",),
            entity_redaction_mode="entity_type",
        ),
        {
            "use_multi_channel": False,
            "diarize": True,
            "entity_detection": ["pii", "credit_card"],
            "entity_redaction": ["credit_card"],
            "entity_redaction_mode": "entity_type",
        },
    ),
    "all entities": (
        TranscriptionSettings(multichannel=False, entity_detection=("all",)),
        {"use_multi_channel": False, "diarize": True, "entity_detection": "all"},
    ),
}


@pytest.fixture
async def transcriber(stubs: StubProviders) -> AsyncGenerator[ElevenLabsTranscriber]:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    yield engine
    await engine.close()


@pytest.fixture
def sdk(stubs: StubProviders) -> ElevenLabs:
    return ElevenLabs(api_key="key", base_url=stubs.elevenlabs_url)


@pytest.mark.parametrize("name", CASES)
async def test_what_a_profile_asks_for_is_written_as_the_official_sdk_writes_it(
    transcriber: ElevenLabsTranscriber,
    sdk: ElevenLabs,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    name: str,
) -> None:
    settings, asked = CASES[name]
    sdk.speech_to_text.convert(file=FILE, **ALWAYS, **asked)
    await transcriber.request(recording, audio, settings, guard)
    _assert_alike(stubs)


async def test_a_job_is_submitted_as_the_official_sdk_submits_it(
    sdk: ElevenLabs, stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    engine = ElevenLabsJobTranscriber(KEY, base_url=stubs.elevenlabs_url, webhook_id="hook")
    asked: dict[str, Any] = {
        "use_multi_channel": True,
        "diarize": False,
        "webhook": True,
        "webhook_id": "hook",
    }
    sdk.speech_to_text.convert(file=FILE, **ALWAYS, **asked, webhook_metadata=REFERENCE)
    job_id = await engine.submit(recording, audio, TranscriptionSettings(), guard, REFERENCE)
    _assert_alike(stubs)
    assert sdk.speech_to_text.transcripts.get(job_id).transcription_id == job_id
    assert json.loads(await engine.collect(job_id) or b"")["transcription_id"] == job_id
    asked_for = [request["job_id"] for request in stubs.requests("elevenlabs_results")]
    assert asked_for == [job_id, job_id]
    await engine.close()


async def test_a_link_is_sent_as_the_official_sdk_sends_it(
    sdk: ElevenLabs, stubs: StubProviders, recording: Recording, guard: Guard
) -> None:
    class Linked(BytesAudio):
        async def url(self) -> str:
            return stubs.hosted_url

    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    asked: dict[str, Any] = {
        "use_multi_channel": True,
        "diarize": False,
        "source_url": stubs.hosted_url,
    }
    sdk.speech_to_text.convert(**ALWAYS, **asked)
    await engine.request(recording, Linked(), TranscriptionSettings(), guard)
    _assert_alike(stubs)
    await engine.close()


async def test_each_difference_that_is_meant_is_there(
    transcriber: ElevenLabsTranscriber,
    sdk: ElevenLabs,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    sdk.speech_to_text.convert(file=FILE, **ALWAYS, use_multi_channel=True, diarize=False)
    await transcriber.request(recording, audio, TranscriptionSettings(), guard)
    assert _assert_alike(stubs) == set(DIFFERENCES)


def _assert_alike(stubs: StubProviders) -> set[str]:
    """Fail for a difference that nobody meant; return where the requests differ."""
    theirs, ours = stubs.requests("elevenlabs")
    assert ours["multipart"]
    flat_theirs, flat_ours = _flat(theirs), _flat(ours)
    places = flat_theirs.keys() | flat_ours.keys()
    pairs = {place: (flat_theirs.get(place), flat_ours.get(place)) for place in places}
    unlike = {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}
    assert unlike == {place: DIFFERENCES.get(place, (..., ...))[:2] for place in unlike}
    return set(unlike)


def _flat(sent: Sent) -> Sent:
    """Return the parts of a recorded request by their place; sizes of bodies and times are left."""
    flat: Sent = {}
    for name in (
        "multipart",
        "key_ok",
        "query",
        "headers",
        "fields",
        "file",
        "source",
        "part_types",
    ):
        value = sent[name]
        parts = value if isinstance(value, dict) else {"": value}
        flat |= {f"{name}.{part}": content for part, content in parts.items()}
    flat["headers.content-length"] = flat["headers.content-length"] is not None
    for place in [place for place in flat if place.startswith("part_types.")]:
        flat[place] = flat[place] or ""
        if f"fields.{place.partition('.')[2]}" in DIFFERENCES and flat[place] == "":
            del flat[place]  # told once, as a field
    return flat
