"""How many fake quotes are caught, and how many true ones are refused."""

from collections import Counter

from callinsight.domain.evidence import Turns
from callinsight.spoken_quotes import in_full
from tests.bench.figures import Figure, at_least
from tests.eval.planted import Calls, Planted, fakes, true_quotes

TRUE_QUOTES, FAKES_OF_EACH = 300, 60


def measure() -> list[Figure]:
    """Look for the words of true and fake claims in labelled calls."""
    calls = Calls()
    planted, true = fakes(calls, FAKES_OF_EACH), true_quotes(calls, TRUE_QUOTES)
    caught = Counter(fake.kind for fake in planted if not verified(calls, fake))
    refused = [quote for quote in true if not verified(calls, quote)]
    kinds = [
        Figure(f"fakes of {FAKES_OF_EACH} caught: {kind}", caught[kind], own_goal=at_least(60))
        for kind in dict.fromkeys(fake.kind for fake in planted)
    ]
    share = sum(caught.values()) / len(planted)
    return [
        *kinds,
        Figure(f"fake quotes caught, share of {len(planted)}", share, key="fakes_caught"),
        Figure(
            f"true quotes refused, share of {len(true)}",
            len(refused) / len(true),
            key="true_rejected",
        ),
    ]


def verified(calls: Calls, planted: Planted) -> bool:
    """Say whether code takes a claim for one that its call supports."""
    turns = Turns(calls.transcripts[planted.call], in_full("en"))
    return turns.evidence(planted.claim).problem is None
