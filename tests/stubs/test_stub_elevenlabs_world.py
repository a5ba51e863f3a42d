"""What the ElevenLabs stub checks, fetches, sends and counts, as the provider does."""

import json
import threading
import time
from typing import Any

import httpx
import pytest

from tests.patience import PATIENCE
from tests.stubs.elevenlabs_webhooks import delivered
from tests.stubs.running import StubProviders
from tests.stubs.test_stub_elevenlabs import transcribe


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"unknown_field": "1"}, 422),
        ({"model_id": "scribe_9"}, 422),
        ({"diarize": "True"}, 422),
        ({"diarize": ["true", "true"]}, 422),
        ({"num_speakers": "33"}, 422),
        ({"diarize": "true", "diarization_threshold": "0.5"}, 422),
        ({"webhook_metadata": "{"}, 422),
        ({"webhook": "true", "webhook_metadata": json.dumps("x" * 17_000)}, 422),
        ({"source_url": "http://127.0.0.1/x"}, 400),
        ({"cloud_storage_url": "http://127.0.0.1/x"}, 400),
        ({"keyterms": ["a b c d e f"]}, 400),
        ({"keyterms": ["a<b"]}, 400),
        ({"keyterms": ["a"] * 1001}, 400),
        ({"model_id": "scribe_v1", "keyterms": "a"}, 400),
        ({"detect_speaker_roles": "true"}, 400),
        ({"diarize": "true", "detect_speaker_roles": "true", "use_multi_channel": "true"}, 400),
        ({"diarization_threshold": "0.2"}, 400),
        ({"diarize": "true", "num_speakers": "2", "diarization_threshold": "0.2"}, 400),
        ({"webhook_id": "hook"}, 400),
        ({"entity_detection": '"pii"', "entity_redaction": '["pci"]'}, 400),
        ({"entity_redaction_mode": "blank"}, 400),
        ({"webhook_metadata": "null", "entity_detection": "null"}, 200),
        ({"entity_detection": '"all"', "entity_redaction": '["pci"]'}, 200),
    ],
)
def test_a_form_is_checked_as_the_provider_checks_it(
    client: httpx.Client, stubs: StubProviders, fields: dict[str, Any], status: int
) -> None:
    answer = transcribe(client, stubs, **fields)
    assert answer.status_code == status


def test_a_link_is_fetched_and_what_was_there_is_recorded(
    client: httpx.Client, stubs: StubProviders
) -> None:
    url = f"{stubs.elevenlabs_url}/v1/speech-to-text"
    form = {"model_id": (None, "scribe_v2"), "source_url": (None, stubs.hosted_url)}
    assert client.post(url, files=form).status_code == 200
    form["source_url"] = (None, stubs.hosted_url + "/missing")
    missing = client.post(url, files=form)

    found, lost = (request["source"] for request in stubs.requests("elevenlabs"))
    assert (found["status"], found["bytes"]) == (200, 4096)
    assert (missing.status_code, missing.json()["detail"]["param"]) == (400, "source_url")
    assert lost["status"] == 404


def test_the_result_of_a_job_is_sent_signed_and_as_often_as_scripted(
    client: httpx.Client, stubs: StubProviders
) -> None:
    url = f"{stubs.elevenlabs_url}/v1/speech-to-text"  # takes it for a form that is none
    stubs.webhook(url, copies=2)
    transcribe(client, stubs, webhook="true", webhook_metadata='{"call_id": "c"}')
    deadline = time.monotonic() + PATIENCE
    while len(stubs.deliveries()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert stubs.deliveries() == [401, 401]  # the sender has no key
    stubs.webhook(url, copies=0)
    transcribe(client, stubs, webhook="true")
    assert stubs.deliveries() == [401, 401]


def test_the_two_forms_of_a_webhook_carry_what_was_sent_along() -> None:
    enveloped = json.loads(delivered({"text": "a"}, '{"call_id": "c"}', "r", "envelope"))
    assert enveloped["data"]["webhook_metadata"] == {"call_id": "c"}
    assert enveloped["data"]["transcription"] == {"text": "a"}
    bare = json.loads(delivered({"text": "a"}, '{"call_id": "c"}', "r", "bare"))
    assert bare == {"text": "a", "webhook_metadata": {"call_id": "c"}}


def test_requests_beyond_a_limit_are_refused_while_others_run(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.concurrency(1)
    stubs.script("elevenlabs", {"hang_seconds": 600})
    with httpx.Client(trust_env=False, headers=client.headers, timeout=0.3) as impatient:
        hanging = threading.Thread(target=lambda: _hang(impatient, stubs))
        hanging.start()
        while not stubs.count("elevenlabs"):
            time.sleep(0.01)
        refused = transcribe(client, stubs)
        hanging.join()
    assert refused.status_code == 429
    assert refused.json()["detail"]["code"] == "concurrent_limit_exceeded"
    assert refused.headers["maximum-concurrent-requests"] == "1"
    deadline = time.monotonic() + PATIENCE
    while transcribe(client, stubs).status_code == 429 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert transcribe(client, stubs).status_code == 200


def _hang(client: httpx.Client, stubs: StubProviders) -> None:
    with pytest.raises(httpx.ReadTimeout):
        transcribe(client, stubs)
