"""Facts are found in the ways people say them, and others are caught, whatever the seed."""

from callinsight.facts import unsaid_facts
from tests.domain.labelled import diarized
from tests.eval.parts.facts import measure
from tests.eval.planted_facts import planted_facts


def test_every_goal_of_the_part_is_met() -> None:
    assert all(figure.is_good for figure in measure())


def test_alone_in_a_call_every_true_fact_is_found_and_every_false_one_is_told() -> None:
    for fact in planted_facts(40, seed=7):
        call = diarized([("C", fact.said), ("A", "All right.")])
        assert list(unsaid_facts({"answer": fact.true}, call)) == [], fact
        assert list(unsaid_facts({"answer": fact.false}, call)) != [], fact
