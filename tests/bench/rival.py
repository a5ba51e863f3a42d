"""The rival: the same requests to the providers by a plain script, without anything around it.

`python -m tests.bench.rival ELEVENLABS_URL OPENAI_URL CALLS PER_SECOND` prints one JSON object.
"""

import asyncio
import json
import resource
import sys
import time
from typing import Any

import httpx

from tests.bench.recordings import recording


async def process(client: httpx.AsyncClient, number: int, speech_url: str, model_url: str) -> str:
    """Transcribe and analyze one call, and forget it."""
    heard = await client.post(
        f"{speech_url}/v1/speech-to-text",
        headers={"xi-api-key": "key"},
        data={"model_id": "scribe_v2", "use_multi_channel": "true", "diarize": "true"},
        files={"file": ("recording", recording(number), "audio/wav")},
    )
    channels = heard.raise_for_status().json()["transcripts"]
    question = {
        "model": "gpt-6-luna",
        "instructions": "Answer in plain, short sentences.",
        "input": "\n".join(channel["text"] for channel in channels),
        "text": {"format": {"type": "json_schema", "name": "answers", "schema": _SCHEMA}},
    }
    answer = await client.post(
        f"{model_url}/responses", headers={"authorization": "Bearer key"}, json=question
    )
    text = answer.raise_for_status().json()["output"][0]["content"][0]["text"]
    return str(json.loads(text)["summary"])


async def run(speech_url: str, model_url: str, count: int, per_second: float) -> dict[str, Any]:
    """Take calls in as they arrive; return what it took from the first arrival to the last answer."""
    recording(0)  # made before the clock runs
    async with httpx.AsyncClient(timeout=None, trust_env=False) as client:  # noqa: S113
        cpu, begun = _cpu_seconds(), time.monotonic()
        async with asyncio.TaskGroup() as side_by_side:
            for number in range(count):
                await asyncio.sleep(max(0.0, begun + number / per_second - time.monotonic()))
                work = process(client, number, speech_url, model_url)
                side_by_side.create_task(work)
        return {"cpu_seconds": _cpu_seconds() - cpu, "seconds": time.monotonic() - begun}


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


_SCHEMA = {"type": "object", "properties": {"summary": {"type": "string"}}}


if __name__ == "__main__":
    speech_url, model_url, count, per_second = sys.argv[1:]
    print(json.dumps(asyncio.run(run(speech_url, model_url, int(count), float(per_second)))))
