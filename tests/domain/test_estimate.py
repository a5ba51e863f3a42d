"""What earlier analyses used tells what later ones will."""

import pytest

from callinsight.domain.analysis import Usage
from callinsight.domain.estimate import EarlierAnalysis, Line, UsageByWords, fitted, sum_of


def an_analysis(words: int, tokens: int, questions: int = 1) -> EarlierAnalysis:
    usage = Usage(input_tokens=tokens, cached_tokens=tokens // 4, output_tokens=50)
    return EarlierAnalysis(words=words, questions=questions, usage=usage)


def test_the_prompts_tokens_are_told_from_those_of_the_words() -> None:
    line = fitted([(100, 600), (200, 700), (400, 900)])
    assert line == pytest.approx((500, 1))


@pytest.mark.parametrize(
    ("points", "line"),
    [
        ([(100, 150.0)], Line(0, 1.5)),
        ([(100, 150.0), (100, 250.0), (100, 200.0)], Line(0, 2)),
        ([(0, 30.0)], Line(30, 0)),
        ([(100, 300.0), (200, 200.0), (300, 100.0)], Line(200, 0)),
        ([(100, 10.0), (200, 210.0), (300, 410.0)], Line(0, 1.05)),
    ],
    ids=["one point", "words all alike", "no words", "falling", "below nothing at no words"],
)
def test_points_that_give_no_sensible_line_give_a_simple_one(
    points: list[tuple[float, float]], line: Line
) -> None:
    assert fitted(points) == line


def test_each_question_reads_the_call_and_the_cache_takes_its_share() -> None:
    model = UsageByWords([an_analysis(100, 1000, questions=2), an_analysis(200, 2000, questions=2)])
    usage = model.usage_of(300, questions=4)
    assert (usage.requests, usage.input_tokens, usage.cached_tokens) == (4, 6000, 1500)
    assert usage.output_tokens == 100


def test_what_is_unknown_is_counted_and_is_not_nothing() -> None:
    estimate = sum_of([0.5, None, 0.0, 0.25], earlier_calls=7, prices_as_of=None)
    assert (estimate.usd, estimate.unknown, estimate.free, estimate.calls) == (0.75, 1, 1, 4)
