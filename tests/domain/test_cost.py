"""Costs: usage times list price, and None for what has no price."""

from datetime import date
from typing import Any

import pytest
import yaml

from callinsight.domain.analysis import Counted, Usage
from callinsight.domain.cost import HourPrice, PriceTable, TokenPrice, total_usd
from callinsight.shipped import SHIPPED

PRICES = PriceTable(
    as_of=date(2026, 11, 1),
    transcription={"scribe": HourPrice(usd_per_hour=0.4, surcharges={"keyterms": 0.2, "pii": 0.3})},
    analysis={"gpt": TokenPrice(input=2.0, cached=0.5, output=8.0)},
)


@pytest.mark.parametrize(
    ("seconds", "channels", "surcharges", "usd"),
    [
        (3600.0, 1, (), 0.4),
        (1800.0, 1, (), 0.2),
        (1800.0, 2, (), 0.4),
        (3600.0, 1, ("keyterms",), 0.48),
        (3600.0, 2, ("keyterms", "pii"), 1.2),
    ],
)
def test_each_channel_is_billed_for_the_full_duration_with_surcharges(
    seconds: float, channels: int, surcharges: tuple[str, ...], usd: float
) -> None:
    cost = PRICES.transcription_usd("scribe", seconds, channels, surcharges)
    assert cost == pytest.approx(usd)


@pytest.mark.parametrize(("seconds", "billed"), [(5.0, 20.0), (30.0, 30.0)])
def test_a_surcharge_may_bill_a_minimum_of_seconds(seconds: float, billed: float) -> None:
    price = HourPrice(
        usd_per_hour=3.6, surcharges={"keyterms": 0.5, "many": 0.0}, minimum_seconds={"many": 20.0}
    )
    prices = PRICES.model_copy(update={"transcription": {"scribe": price}})
    cost = prices.transcription_usd("scribe", seconds, 2, ("keyterms", "many"))
    assert cost == pytest.approx(billed * 2 * 1.5 / 1000)
    assert prices.transcription_usd("scribe", 5.0, 1, ("keyterms",)) == pytest.approx(0.0075)


def test_transcription_without_a_known_price_has_no_cost() -> None:
    assert PRICES.transcription_usd("other", 60.0, 1) is None
    assert PRICES.transcription_usd("scribe", 60.0, 1, ("keyterms", "other")) is None


def test_cached_tokens_are_cheaper_than_fresh_ones() -> None:
    usage = Usage(requests=1, input_tokens=1_000_000, cached_tokens=400_000, output_tokens=250_000)
    assert PRICES.analysis_usd("gpt", usage) == pytest.approx(1.2 + 0.2 + 2.0)


def test_tokens_written_to_the_cache_have_a_price_of_their_own_or_that_of_fresh_ones() -> None:
    usage = Usage(requests=1, input_tokens=1_000_000, cache_write_tokens=1_000_000)
    assert PRICES.analysis_usd("gpt", usage) == pytest.approx(2.0)
    own = PRICES.analysis["gpt"].model_copy(update={"cache_write": 2.5})
    priced = PRICES.model_copy(update={"analysis": {"gpt": own}})
    assert priced.analysis_usd("gpt", usage) == pytest.approx(2.5)


def test_a_dated_snapshot_costs_what_its_model_costs() -> None:
    usage = Usage(requests=1, output_tokens=1_000_000)
    assert PRICES.analysis_usd("gpt-2024-08-06", usage) == pytest.approx(8.0)
    assert PRICES.analysis_usd("gpt-2024", usage) is None


def _tiered(**price: Any) -> PriceTable:
    short = TokenPrice(input=1.0, cached=0.1, output=5.0, up_to=272_000, **price)
    return PRICES.model_copy(update={"analysis": {"gpt": short}})


LONGER = TokenPrice(input=2.0, cached=0.2, output=7.5)


@pytest.mark.parametrize(
    ("tokens", "usd"), [(272_000, 0.272 + 0.5), (272_001, 0.544002 + 0.75), (1_000_000, 2.75)]
)
def test_a_long_prompt_costs_more_from_its_first_token_on(tokens: int, usd: float) -> None:
    usage = Usage(requests=1, input_tokens=tokens, output_tokens=100_000)
    assert _tiered(longer=LONGER).analysis_usd("gpt", usage) == pytest.approx(usd)


def test_what_a_long_prompt_costs_is_unknown_unless_the_table_says_it() -> None:
    usage = Usage(requests=1, input_tokens=300_000)
    assert _tiered().analysis_usd("gpt", usage) is None
    assert _tiered().most_analysis_usd("gpt", 300_000, 1) is None
    assert _tiered(longer=LONGER).most_analysis_usd("gpt", 300_000, 0) == pytest.approx(0.6)


def test_several_prompts_are_no_long_one() -> None:
    usage = Usage(requests=2, input_tokens=500_000)
    assert _tiered().analysis_usd("gpt", usage) == pytest.approx(0.5)
    each = Counted(model="gpt", usage=Usage(requests=1, input_tokens=250_000))
    assert _tiered().answers_usd([each, each]) == pytest.approx(0.5)
    long = Counted(model="gpt", usage=Usage(requests=1, input_tokens=300_000))
    assert _tiered().answers_usd([each, long]) is None


def test_the_price_table_of_the_deployment_tells_how_long_prompts_its_prices_are_for() -> None:
    """Its source says that longer ones cost more, and not how much."""
    table = yaml.safe_load((SHIPPED / "prices.yaml").read_text("utf-8"))
    prices = PriceTable.model_validate(table)
    assert prices.analysis
    for model, price in prices.analysis.items():
        assert price.up_to == 272_000
        assert prices.analysis_usd(model, Usage(requests=1, input_tokens=272_000)) is not None
        longer = prices.analysis_usd(model, Usage(requests=1, input_tokens=272_001))
        assert (longer is None) == (price.longer is None)


def test_analysis_without_a_known_price_has_no_cost() -> None:
    assert PRICES.analysis_usd("other", Usage(input_tokens=1)) is None


@pytest.mark.parametrize(
    ("parts", "total"),
    [([], 0.0), ([0.5, 0.25], 0.75), ([0.5, None], None), ([None], None), ([0.0], 0.0)],
)
def test_a_sum_with_an_unknown_part_is_unknown(
    parts: list[float | None], total: float | None
) -> None:
    assert total_usd(iter(parts)) == total


def test_at_most_all_input_is_written_to_the_cache_and_the_answer_is_as_long_as_it_may_be() -> None:
    price = TokenPrice(input=2.0, cached=0.5, output=8.0, cache_write=2.5, most_output=1_000_000)
    prices = PRICES.model_copy(update={"analysis": {"gpt": price}})
    assert prices.most_analysis_usd("gpt", 1_000_000, 500_000) == pytest.approx(2.5 + 4.0)
    assert prices.most_analysis_usd("gpt-2026-01-01", 0, None) == pytest.approx(8.0)
    assert prices.most_analysis_usd("other", 1, 1) is None
