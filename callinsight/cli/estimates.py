"""What doing calls again will cost, in words for a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callinsight.domain.call import StepName
    from callinsight.domain.estimate import Estimate

_LEAST = 0.0001


async def cost_of_rerun(
    call_id: str, from_step: "StepName", profile_id: str | None, version: int | None
) -> tuple[str, bool]:
    """Say what re-running one call will cost, before it is done, and whether that is nothing.

    Queueing a call needs none of the engines, so a machine that has no keys for them is no reason
    to refuse it.
    """
    from callinsight.domain.errors.deployment import EngineMissingError, SettingsError
    from callinsight.services import services

    call = await services().reruns.existing(call_id)
    try:
        estimate = await services().estimates.of_reruns(
            [call.call_id], from_step=from_step, profile_id=profile_id, profile_version=version
        )
    except (EngineMissingError, SettingsError) as unknown:
        return f"What it will cost is not known here: {unknown}", False
    return cost_words(estimate), estimate.free == estimate.calls


def cost_words(estimate: "Estimate") -> str:
    """Say what calls will cost; what nobody knows is said, and is never nothing."""
    from callinsight.cli.tables import money

    known = estimate.calls - estimate.unknown
    if estimate.free == estimate.calls:
        return f"Nothing is paid for {counted(estimate.calls)}."
    if known == 0:
        return f"Nobody knows what {counted(estimate.calls)} will cost: {_why(estimate)}."
    sum_told = f"About {money(estimate.usd)}" if estimate.usd >= _LEAST else f"Less than ${_LEAST}"
    words = f"{sum_told} for {counted(known)}"
    if estimate.free:
        words += f", {estimate.free} of them free"
    if estimate.unknown:
        words += f"; nobody knows what {estimate.unknown} more will cost"
    return f"{words} ({_basis(estimate)})."


def counted(number: int) -> str:
    """Return a number of calls in words."""
    return f"{number} {'call' if number == 1 else 'calls'}"


def _basis(estimate: "Estimate") -> str:
    learnt = f"learnt from {counted(estimate.earlier_calls)}, prices of {estimate.prices_as_of}"
    return learnt if estimate.earlier_calls else f"prices of {estimate.prices_as_of}"


def _why(estimate: "Estimate") -> str:
    if estimate.earlier_calls:
        return "the model has no known price"
    return "no earlier call tells"
