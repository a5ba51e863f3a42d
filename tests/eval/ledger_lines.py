"""Ledger lines of calls whose runs wrote none, from what their analyses say they used."""

from callinsight.domain.analysis import Analysis
from callinsight.domain.ledger import LedgerLine
from callinsight.services import Services


async def with_lines(world: Services, call_id: str) -> None:
    """Put down the call's latest analysis, unless its run did so."""
    call = await world.reruns.existing(call_id)
    if call.analysis is None:
        raise ValueError(f"the call was not analyzed: {call.failure}")
    entry = call.analyses[-1]
    known = await world.ledger.of_call(call_id)
    place = (entry.profile_id, entry.profile_version)
    if any((line.profile_id, line.profile_version) == place for line in known):
        return
    made_by = Analysis.model_validate(call.analysis).provenance
    if made_by.model is None:
        raise ValueError("no model was asked")
    await world.ledger.add(
        LedgerLine(
            call_id=call_id,
            fingerprint=entry.id,
            at=world.clock(),
            profile_id=entry.profile_id,
            profile_version=entry.profile_version,
            step="analyze",
            provider=made_by.engine,
            model=made_by.model,
            usage=made_by.usage,
            usd=entry.cost_usd,
            prices_as_of=world.prices.as_of,
        )
    )
