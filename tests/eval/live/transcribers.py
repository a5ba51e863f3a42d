"""How well a real transcriber hears: the recordings of the demo against their scripts."""

from collections.abc import Sequence
from typing import Any

import jiwer
import yaml

from callinsight.domain.spoken_words import spoken_words
from callinsight.domain.transcript import Transcript
from callinsight.services import Services, using
from callinsight.shipped import SHIPPED
from callinsight.spoken_numbers import in_digits
from callinsight.steps.labelling import stored_transcript
from tests.bench.figures import Figure, at_most
from tests.builders import a_call_with_recording, a_run, fake_services
from tests.eval.live.rows import Row
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once

ROLES = ("agent", "customer")
ROWS = (
    Row("sound transcribed by a real transcriber", "s"),
    Row("word error rate by role, mean", goal=at_most(0.15)),
)


async def figures_of(own: Services) -> list[Figure]:
    """Transcribe each recording once, with what the deployment `own` transcribes with."""
    errors, seconds = [], 0.0
    for file in sorted((SHIPPED / "recordings").glob("*.yaml")):
        script = yaml.safe_load(file.read_text("utf-8"))
        heard = await _heard(file.with_suffix(f".{script['format']}").read_bytes(), own)
        errors.append(word_error_rate(script["turns"], heard))
        seconds += heard.duration_seconds or 0
    values = (round(seconds, 1), sum(errors) / len(errors))
    return [row.measured(value) for row, value in zip(ROWS, values, strict=True)]


def word_error_rate(turns: Sequence[dict[str, Any]], heard: Transcript) -> float:
    """Return the errors in what each role says; a word in the wrong role counts twice."""
    said = [_plain(turn["text"] for turn in turns if turn["role"] == role) for role in ROLES]
    found = [_plain(turn.text for turn in heard.turns if turn.role == role) for role in ROLES]
    return float(jiwer.wer(said, found))


def _plain(texts: Any) -> str:
    """Write forty dollars and $40 alike, without case, marks and fillers."""
    words = (word.text for word in spoken_words(in_digits(" ".join(texts), "en")))
    return " ".join("dollars" if word == "$" else word for word in words)


async def _heard(body: bytes, own: Services) -> Transcript:
    recordings = FakeRecordingStore()
    world = fake_services(
        recordings=recordings,
        transcriber=own.transcriber,
        language_model=None,
        sound_probe=own.sound_probe,
        sound_cutter=own.sound_cutter,
    )
    with using(world):
        call = await a_call_with_recording(world, body)
        outcome = await run_once(world, call.call_id, a_run(call), tries=3)
        world.heartbeat.stop()
        if outcome.call is None or outcome.call.transcript is None:
            raise ValueError(f"a recording was not transcribed: {outcome.failure}")
        return await stored_transcript(world.artifacts, outcome.call.transcript)
