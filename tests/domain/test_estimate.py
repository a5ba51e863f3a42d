"""What earlier analyses used tells what later ones will."""

import pytest

from callinsight.domain.analysis import Usage
from callinsight.domain.estimate import (
    Asked,
    EarlierAnalysis,
    Line,
    Reading,
    UsageByWords,
    asked_by,
    fitted,
    reading,
    sum_of,
)
from tests.builders import a_profile


def an_analysis(
    words: int, tokens: int, questions: int = 1, characters: int = 1000
) -> EarlierAnalysis:
    usage = Usage(input_tokens=tokens, cached_tokens=tokens // 4, output_tokens=50)
    return EarlierAnalysis(words=words, asked=Asked(questions, characters), usage=usage)


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
    model = UsageByWords([an_analysis(words, 500 + 4 * words, 2) for words in (100, 200, 500)])
    usage = model.usage_of(300, Asked(questions=4, characters=2000))
    assert (usage.requests, usage.input_tokens, usage.cached_tokens) == (4, 3400, 850)
    assert usage.output_tokens == 50


def test_a_longer_prompt_reads_more_though_no_earlier_call_had_it() -> None:
    found = reading([an_analysis(words, 250 + 2 * words) for words in (100, 200, 500)])
    assert found == pytest.approx((0.25, 2))
    assert found.at(Asked(1, 3000), 100) == pytest.approx(950)


@pytest.mark.parametrize(
    "earlier",
    [
        [an_analysis(500, 1000)],
        [an_analysis(500, 1000)] * 5,
        [an_analysis(100, 5000), an_analysis(200, 2000), an_analysis(900, 1000)],
    ],
    ids=["one", "all alike", "shorter calls read more"],
)
def test_where_calls_tell_too_little_a_word_counts_as_its_characters(
    earlier: list[EarlierAnalysis],
) -> None:
    found = reading(earlier)
    assert found == pytest.approx(Reading(found.per_character, 6 * found.per_character))
    read = sum(each.usage.input_tokens for each in earlier)
    assert sum(found.at(each.asked, each.words) for each in earlier) == pytest.approx(read)


def test_separate_questions_are_asked_with_the_system_text_each() -> None:
    together = asked_by(a_profile(system_prompt="x" * 1000))
    apart = asked_by(a_profile(system_prompt="x" * 1000, comprehensive_analysis=False))
    assert (together.questions, apart.questions) == (1, 2)
    assert apart.characters > together.characters + 1000


def test_what_is_unknown_is_counted_and_is_not_nothing() -> None:
    estimate = sum_of([0.5, None, 0.0, 0.25], earlier_calls=7, prices_as_of=None)
    assert (estimate.usd, estimate.unknown, estimate.free, estimate.calls) == (0.75, 1, 1, 4)
