"""What only real providers can show; each row for which none was asked says so."""

import asyncio
from collections.abc import Sequence

from callinsight.services import Services
from callinsight.settings import Settings
from tests.bench.figures import Figure
from tests.eval.live import models, transcribers

NOWHERE = {
    "recordings_bucket": "none",
    "artifacts_bucket": "none",
    "queue_url": "http://127.0.0.1:9",
}
NOT_ASKED = "LIVE=1 was not given"


def measure(*, live: bool = False, world: Services | None = None) -> Sequence[Figure]:
    """Ask the providers whose keys the environment holds; without `live`, none is asked."""
    if not live:
        return [row.not_run(NOT_ASKED) for row in (*models.ROWS, *transcribers.ROWS)]
    return asyncio.run(_measured(world or Services(_settings())))


def _settings() -> Settings:
    """Return those of the environment, without the places of a deployment: none is used."""
    nowhere = "http://127.0.0.1:9"
    return Settings(recordings_bucket="none", artifacts_bucket="none", queue_url=nowhere)


async def _measured(world: Services) -> list[Figure]:
    try:
        return [*await _of_model(world), *await _of_transcriber(world)]
    finally:
        for engine in (world.language_model, world.transcriber):
            if close := getattr(engine, "close", None):  # those that have connections
                await close()


async def _of_model(world: Services) -> list[Figure]:
    if world.language_model is None:
        return [row.not_run("no OPENAI_API_KEY") for row in models.ROWS]
    return await models.figures_of(world.language_model)


async def _of_transcriber(world: Services) -> list[Figure]:
    if world.key_of("elevenlabs") is None:
        return [row.not_run("no ELEVENLABS_API_KEY") for row in transcribers.ROWS]
    return await transcribers.figures_of(world)
