"""The ledger beside the providers' own invoice."""

from tests.eval.parts.invoice import measured
from tests.stubs.running import StubProviders


async def test_the_ledger_tells_what_the_providers_charge(stubs: StubProviders) -> None:
    figures = {figure.title: figure.value for figure in await measured(stubs)}
    assert figures["requests in the ledger"] == figures["requests on the invoice"] > 20
    assert figures["ledger beside the invoice, relative"] < 1e-9


async def test_a_stub_that_is_not_asked_counts_nothing(stubs: StubProviders) -> None:
    assert stubs.invoice() == {"items": 0, "openai": 0, "elevenlabs": 0}
