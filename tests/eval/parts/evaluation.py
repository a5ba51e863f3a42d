"""Whether a planted bad prompt is kept from calls, and what a stub model agrees with people on."""

import asyncio

from callinsight.domain.errors.profile import ProfileWorseError
from callinsight.domain.version_comparison import VersionComparison
from callinsight.services import Services, using
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import a_profile, fake_services
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, BROKEN, GOOD, PromptedModel, a_labelled_call

CALLS = 10
BAD_VERSION, BROKEN_VERSION, GOOD_VERSION = 2, 3, 4


def measure() -> list[Figure]:
    """Evaluate bad and good versions over labelled calls."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    model = PromptedModel()
    profiles = FakeProfileStore(
        a_profile(version=BAD_VERSION, system_prompt=BAD),
        a_profile(version=BROKEN_VERSION, system_prompt=BROKEN),
        a_profile(version=GOOD_VERSION, system_prompt=f"{GOOD} Be brief."),
        a_profile(version=1, system_prompt=GOOD),
    )
    with using(fake_services(profile_store=profiles, language_model=model)) as world:
        for _ in range(CALLS):
            await a_labelled_call(world)
        blocked = [await _is_blocked(world, each) for each in (BAD_VERSION, BROKEN_VERSION)]
        bad = await world.evaluating.compare("default", BAD_VERSION)
        again = await _paid_again(world, model)
        passed = not await _is_blocked(world, GOOD_VERSION)
    return [
        Figure("planted bad prompts blocked, share of 2", sum(blocked) / 2, key="bad_blocked"),
        Figure("a prompt that is as good passes", passed, own_goal=at_least(1)),
        Figure("requests paid again by a second evaluation", again, own_goal=at_most(0)),
        *_of_fields(bad),
    ]


def _of_fields(comparison: VersionComparison) -> list[Figure]:
    """Tell the agreement by field, of the stub's good prompt and of its bad one."""
    return [
        Figure(f"F1 of {field.pointer}, {name} prompt of the stub", round(field.f1, 3))
        for name, report in (("good", comparison.current), ("bad", comparison.candidate))
        for field in report.fields
    ]


async def _is_blocked(world: Services, version: int) -> bool:
    try:
        await world.evaluating.make_current("default", version)
    except ProfileWorseError:
        return True
    return False


async def _paid_again(world: Services, model: FakeLanguageModel) -> int:
    before = model.paid_requests
    await world.evaluating.compare("default", BAD_VERSION)
    return model.paid_requests - before
