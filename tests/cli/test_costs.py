"""`callinsight costs`."""

import asyncio

from callinsight.services import Services
from tests.cli.conftest import Command
from tests.domain.test_ledger import a_line

DAY = a_line().day.isoformat()


def _paid(services: Services) -> None:
    for line in (a_line(), a_line(fingerprint="a", attempt=2), a_line(fingerprint="b", usd=None)):
        asyncio.run(services.ledger.add(line))


def test_sums_are_a_table_that_ends_with_the_total(
    callinsight: Command, services: Services
) -> None:
    _paid(services)
    told = callinsight("costs", "--from", DAY, "--to", DAY, "--by", "version")
    assert [line.split() for line in told.out.splitlines()[:3]] == [
        ["VERSION", "USD", "REQUESTS", "REPEATS", "NO", "PRICE"],
        ["sales@3", "1.0000", "3", "1", "1"],
        ["total", "1.0000", "3", "1", "1"],
    ]
    assert "1 request(s) have no known price; they are in no sum." in told.out


def test_questions_that_people_ask_are_a_step_of_their_own(
    callinsight: Command, services: Services
) -> None:
    asyncio.run(services.ledger.add(a_line(fingerprint="q", step="ask", usd=0.25)))
    _paid(services)
    told = callinsight("costs", "--from", DAY, "--to", DAY, "--by", "step")
    assert [line.split()[:3] for line in told.out.splitlines()[1:3]] == [
        ["analyze", "1.0000", "3"],
        ["ask", "0.2500", "1"],
    ]


def test_programs_get_one_document_with_every_list(
    callinsight: Command, services: Services
) -> None:
    _paid(services)
    told = callinsight("costs", "--from", DAY, "--to", DAY, "--json").document
    assert told["total"] == {"requests": 3, "repeats": 1, "usd": 1.0, "unknown": 1}
    assert set(told["by"]) == {"day", "profile", "version", "step", "provider", "model"}


def test_days_without_any_cost_say_so_and_no_range_is_one_sentence(
    callinsight: Command, services: Services
) -> None:
    told = callinsight("costs", "--from", "2026-01-01", "--to", "2026-01-02")
    assert told.out == "Nothing was paid from 2026-01-01 to 2026-01-02.\n"
    wrong = callinsight("costs", "--from", "2026-01-02", "--to", "2026-01-01")
    assert wrong.code != 0
    assert "no range" in wrong.told
