"""How many answers that cannot both be true are flagged, and how many that can (`contradictions_flagged`)."""

from collections import Counter

from callinsight.domain.checking import checked
from callinsight.domain.transcript import Transcript
from callinsight.facts import unsaid_facts
from tests.bench.figures import Figure, at_least, at_most
from tests.eval.planted import Calls
from tests.eval.planted_answers import Answers, consistent, contradictory

OF_EACH, CONSISTENT = 5, 200


def measure() -> list[Figure]:
    """Check whole analyses as they are checked before they are stored."""
    transcript = next(iter(Calls().transcripts.values()))
    planted, agreeing = list(contradictory(OF_EACH)), list(consistent(CONSISTENT))
    missed = Counter(each.kind for each in planted if not is_flagged(each.answers, transcript))
    false = sum(is_flagged(each.answers, transcript) for each in agreeing)
    share = 1 - sum(missed.values()) / len(planted)
    return [
        Figure("contradictions planted", len(planted), own_goal=at_least(100)),
        *(Figure(f"missed: {kind}", count, own_goal=at_most(0)) for kind, count in missed.items()),
        Figure("contradictions flagged, share", share, key="contradictions_flagged"),
        Figure(f"consistent answers of {CONSISTENT} flagged", false, own_goal=at_most(0)),
    ]


def is_flagged(answers: Answers, transcript: Transcript) -> bool:
    """Say whether some finding is a contradiction."""
    found = checked(answers, transcript, facts=unsaid_facts).findings
    return any(finding.kind == "contradiction" for finding in found)
