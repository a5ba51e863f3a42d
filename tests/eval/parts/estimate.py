"""How far estimates are from what the ledger says afterwards, over calls that were never estimated by.

A hundred calls of very different lengths: half of them were analyzed by the profile before, the other half
by another profile, and are now estimated and then analyzed. People ask questions about all of them, which are
no analyses. What is measured is the machinery, on a stub
model that counts by characters with noise; the prices are those of the table.
"""

import asyncio
import random
from collections.abc import Sequence

from callinsight.domain.call import Call, StepName
from callinsight.domain.profile import Profile
from callinsight.services import Services, using
from tests.bench.figures import Figure, at_most
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.eval.counting_model import CountingModel
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

CALLS = 100
SEED = 7
_WORDS = ("hello", "the", "invoice", "we", "upgrade", "tomorrow", "is", "understand", "a", "thanks")
_PROMPTS = {name: f"What about the {name} of the call?" for name in ("reason", "result", "mood")}
_QUESTIONS = ("What is wanted?", "Is anybody angry?")
_LONGER = (
    "Answer in whole sentences, politely, and as the team's guide to good summaries says. " * 4
)
PROFILES = (
    a_profile("sales", 1, openai_model="gpt-6-luna", prompts=_PROMPTS),
    a_profile("sales", 2, openai_model="gpt-6-luna", prompts=_PROMPTS, system_prompt=_LONGER),
    a_profile("sales", 3, openai_model="gpt-6.1-terra", prompts=_PROMPTS),
    a_profile(
        "sales", 4, openai_model="gpt-6-luna", prompts=_PROMPTS, comprehensive_analysis=False
    ),
    a_profile("other", 1, openai_model="gpt-4o"),
)


def measure() -> list[Figure]:
    """Estimate the same calls with several versions; each time the ledger of one version is known."""
    errors = {version: asyncio.run(_error(version)) for version in (1, 2, 3, 4)}
    return [
        Figure(
            f"relative error of an estimate of {CALLS // 2} calls, the same version",
            round(errors[1], 4),
            key="estimate_error",
        ),
        Figure(
            "... of a version with a longer prompt", round(errors[2], 4), own_goal=at_most(0.15)
        ),
        Figure("... of a version with another model", round(errors[3], 4), own_goal=at_most(0.15)),
        Figure("... of a version with separate questions", round(errors[4], 4)),
    ]


async def _error(version: int) -> float:
    """Return the distance of the estimate from what was paid, as a share of what was paid."""
    chance = random.Random(SEED)  # noqa: S311
    model, transcriber = CountingModel(SEED + version), FakeTranscriber()
    profiles = FakeProfileStore(*PROFILES)
    world = fake_services(profile_store=profiles, language_model=model, transcriber=transcriber)
    with using(world):
        earlier = [await _done(world, transcriber, chance, PROFILES[0]) for _ in range(CALLS // 2)]
        wanted = [await _done(world, transcriber, chance, PROFILES[-1]) for _ in range(CALLS // 2)]
        assert not {call.call_id for call in earlier} & {call.call_id for call in wanted}
        return await _distance(world, wanted, version)


async def _distance(world: Services, calls: Sequence[Call], version: int) -> float:
    from_step: StepName = "persist"
    estimate = await world.estimates.of_reruns(
        [call.call_id for call in calls],
        from_step=from_step,
        profile_id="sales",
        profile_version=version,
    )
    if estimate.unknown or estimate.free:
        raise ValueError(f"not every call was estimated: {estimate}")
    for call in calls:
        again = await world.reruns.rerun(
            call.call_id, from_step=from_step, profile_id="sales", profile_version=version
        )
        await run_once(world, call.call_id, a_run(again))
    paid = sum([await _paid(world, call, version) for call in calls])
    return abs(estimate.usd - paid) / paid


async def _done(
    world: Services, transcriber: FakeTranscriber, chance: random.Random, profile: Profile
) -> Call:
    """Return a call of some length that a profile has analyzed; most are short, few are long."""
    words = [chance.choice(_WORDS) for _ in range(round(chance.lognormvariate(6.3, 0.8)) + 20)]
    half = len(words) // 2
    transcriber.words = (("agent", " ".join(words[:half])), ("customer", " ".join(words[half:])))
    call = await a_call_with_audio(
        world, profile_id=profile.profile_id, profile_version=profile.version
    )
    await run_once(world, call.call_id, a_run(call))
    for text in _QUESTIONS:
        question = await world.call_questions.ask(call.call_id, text, author="ann")
        await world.call_questions.answer(call.call_id, question.question_id)
    return await world.reruns.existing(call.call_id)


async def _paid(world: Services, call: Call, version: int) -> float:
    """Return what the ledger says of one version's analysis of a call."""
    lines = await world.ledger.of_call(call.call_id)
    of_version = [
        line.usd
        for line in lines
        if (line.step, line.profile_id, line.profile_version) == ("analyze", "sales", version)
    ]
    if not of_version or None in of_version:
        raise ValueError("the ledger does not know what was paid")
    return sum(usd for usd in of_version if usd is not None)
