"""How many false facts are caught (`false_facts_caught`), and true ones flagged (`true_facts_flagged`)."""

from collections import Counter
from itertools import cycle
from typing import Any

from callinsight.facts import unsaid_facts
from tests.bench.figures import Figure, at_least
from tests.domain.labelled import Line, dialogues, diarized
from tests.eval.planted_facts import planted_facts

OF_EACH = 30


def measure() -> list[Figure]:
    """Say each fact in the middle of a labelled call, and tell it rightly and wrongly."""
    calls = cycle((dialogues("tuned") | dialogues("held_out")).values())
    planted = list(planted_facts(OF_EACH))
    caught, flagged = Counter[str](), Counter[str]()
    for fact, lines in zip(planted, calls, strict=False):
        caught[fact.kind] += is_told(lines, fact.said, fact.false)
        flagged[fact.kind] += is_told(lines, fact.said, fact.true)
    kinds = dict.fromkeys(fact.kind for fact in planted)
    return [
        Figure("facts planted", len(planted), own_goal=at_least(200)),
        *(Figure(f"false ones of {OF_EACH} caught: {kind}", caught[kind]) for kind in kinds),
        Figure(
            "false facts caught, share", caught.total() / len(planted), key="false_facts_caught"
        ),
        *(Figure(f"true ones flagged: {kind}", flagged[kind]) for kind in kinds if flagged[kind]),
        Figure(
            "true facts flagged, share", flagged.total() / len(planted), key="true_facts_flagged"
        ),
    ]


def is_told(lines: list[Line], said: str, answer: Any) -> bool:
    """Say whether an answer about the call is told to hold something that nobody said."""
    middle = len(lines) // 2
    call = diarized([*lines[:middle], ("C", f"well {said} okay"), *lines[middle:]])
    return any(unsaid_facts({"answer": answer}, call))
