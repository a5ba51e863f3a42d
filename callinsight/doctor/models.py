"""How long the models will live that the current profiles, and transcription, ask."""

from collections.abc import Mapping, Sequence

from callinsight.doctor.finding import Finding
from callinsight.domain.model_life import life_of
from callinsight.ports.engines import ModelCatalogue
from callinsight.services import Services


async def model_findings(world: Services) -> Sequence[Finding]:
    """Return a finding for each model; none where no server is asked."""
    found: list[Finding] = []
    if world.model_catalogue is not None:
        found += await _findings(world, world.model_catalogue, await _asked_by_profiles(world))
    audio_model = world.settings.openai_audio_model
    if world.audio_catalogue is not None and audio_model is not None:
        hints = {audio_model: "Set OPENAI_AUDIO_MODEL to another one."}
        found += await _findings(world, world.audio_catalogue, hints)
    return found


async def _findings(
    world: Services, catalogue: ModelCatalogue, hints: Mapping[str, str]
) -> list[Finding]:
    listed = await catalogue.models()
    announced = world.announced_shutdowns if catalogue.is_openai else None
    today = world.clock().date()
    lives = [life_of(model, listed, announced, today) for model in hints]
    return [
        Finding(f"model {life.model}", life.level, life.says, hints[life.model]) for life in lives
    ]


async def _asked_by_profiles(world: Services) -> dict[str, str]:
    """Return the models of the current profiles, each with what would replace it."""
    users: dict[str, list[str]] = {}
    for profile in await world.profile_store.list_current():
        users.setdefault(profile.openai_model, []).append(profile.profile_id)
    return {
        model: f"Set openai_model to another one in: {', '.join(sorted(profiles))}."
        for model, profiles in sorted(users.items())
    }
