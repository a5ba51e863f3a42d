"""Planted contradictions are flagged, and answers that agree are not."""

from callinsight.domain.contradictions import contradictions
from tests.eval.parts.contradictions import measure
from tests.eval.planted_answers import consistent, contradictory


def test_every_goal_of_the_part_is_met() -> None:
    figures = {figure.title: figure for figure in measure()}
    assert all(figure.is_good for figure in figures.values())
    assert figures["contradictions planted"].value >= 100


def test_other_answers_made_the_same_way_are_told_apart_as_well() -> None:
    planted = [(each.kind, list(contradictions(each.answers))) for each in contradictory(20, 7)]
    assert [kind for kind, found in planted if not found] == []
    agreeing = [list(contradictions(each.answers)) for each in consistent(500, 7)]
    assert [found for found in agreeing if found] == []
