"""The stub under load: answers that are held, and calls that ask again."""

import asyncio
import json
import time

import httpx

from tests.stubs.load import mark_of
from tests.stubs.running import StubProviders

AUDIO = b"RIFF" + bytes(2000)


async def _transcribed(client: httpx.AsyncClient, url: str, audio: bytes = AUDIO) -> httpx.Response:
    return await client.post(
        f"{url}/v1/speech-to-text",
        headers={"xi-api-key": "any"},
        data={"model_id": "scribe_v2", "use_multi_channel": "true"},
        files={"file": ("recording", audio, "audio/wav")},
    )


async def test_answers_are_held_until_enough_requests_are_open() -> None:
    with StubProviders() as stubs:
        stubs.load(hold_until=2)
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            first = asyncio.ensure_future(_transcribed(client, stubs.elevenlabs_url))
            await asyncio.sleep(0.3)
            assert not first.done()
            second = await _transcribed(client, stubs.elevenlabs_url, AUDIO + b"other")
            assert second.is_success
            assert (await first).is_success
        told = stubs.loaded()
    assert (told["open"], told["peak"]) == (0, 2)
    assert told["repeated"]["elevenlabs"] == 0


async def test_held_answers_come_when_the_load_ends_or_its_time_is_over() -> None:
    with StubProviders() as stubs:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            stubs.load(hold_until=9)
            held = asyncio.ensure_future(_transcribed(client, stubs.elevenlabs_url))
            await asyncio.sleep(0.3)
            stubs.load(hold_until=9, hold_seconds=0.2)
            begun = time.monotonic()
            assert (await _transcribed(client, stubs.elevenlabs_url)).is_success
            assert time.monotonic() - begun >= 0.2
            assert (await held).is_success


async def test_a_long_transcript_has_its_words_and_names_its_recording() -> None:
    with StubProviders() as stubs:
        stubs.load(words=260)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await _transcribed(client, stubs.elevenlabs_url)
    assert 50_000 < len(answer.content) < 70_000
    channels = answer.json()["transcripts"]
    words = [entry for channel in channels for entry in channel["words"] if entry["type"] == "word"]
    assert len(words) == 260
    assert max(word["end"] for word in words) <= 20
    assert channels[0]["text"].startswith("call")


async def test_a_call_that_asks_again_is_seen_at_both_providers() -> None:
    with StubProviders() as stubs:
        async with httpx.AsyncClient(trust_env=False) as client:
            for audio in (AUDIO, AUDIO, AUDIO + b"other"):
                await _transcribed(client, stubs.elevenlabs_url, audio)
            for sha256 in ("a" * 64, "b" * 64, "b" * 64, "b" * 64):
                await client.post(
                    f"{stubs.openai_url}/responses",
                    headers={"authorization": "Bearer any"},
                    content=json.dumps({"model": "m", "input": f"agent: {mark_of(sha256)} hello"}),
                )
        told = stubs.loaded()
    assert told["requests"] == {"elevenlabs": 3, "openai": 4}
    assert told["repeated"] == {"elevenlabs": 1, "openai": 2}
