"""Flow: a version of a profile beside the current one, over the golden set."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callinsight.domain.access import Actor
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.version_comparison import VersionComparison
from callinsight.services import services
from tasks.retry import only_safe_errors

_THIS_FLOW = Actor(kind="command", name="evaluate_profile", scopes=frozenset())


@flow(flow_run_name="{profile_id}-{version}")
async def evaluate_profile(
    profile_id: str, version: int, *, make_current: bool = False, most_calls: int = 50
) -> State[Any]:
    """Evaluate a version; on wish new calls use it, unless it is worse. Run again, it goes on."""
    try:
        with only_safe_errors():
            comparison = await _evaluated(
                profile_id, version, make_current=make_current, most_calls=most_calls
            )
    except CallInsightError as refused:
        return Failed(message=f"{refused.code}. {refused} {refused.hint}".strip())
    return Completed(name="Worse" if comparison.worse else "NotWorse", message=_told(comparison))


async def _evaluated(
    profile_id: str, version: int, *, make_current: bool, most_calls: int
) -> VersionComparison:
    world = services()
    if not make_current:
        return await world.evaluating.compare(profile_id, version, most_calls=most_calls)
    comparison = await world.evaluating.make_current(profile_id, version, most_calls=most_calls)
    await world.audit.note(
        _THIS_FLOW, "profile.current", None, profile_id=profile_id, version=version
    )
    return comparison


def _told(comparison: VersionComparison) -> str:
    """Return the figures in a line, without a word of any call: Prefect keeps it."""
    new, old = comparison.candidate, comparison.current
    shares = [
        f"{name} {_share(getattr(new, name))} (now {_share(getattr(old, name))})"
        for name in ("agreement", "schema_valid", "evidence_verified")
    ]
    worse = f"; worse by {', '.join(comparison.worse)}" if comparison.worse else ""
    return f"{new.calls} calls, {new.labels} labels: {', '.join(shares)}{worse}."


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0%}"
