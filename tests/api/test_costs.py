"""What was paid, as programs ask for it."""

from datetime import timedelta

import httpx
import pytest

from callinsight.services import Services
from tests.domain.test_ledger import a_line


async def test_sums_are_told_by_day_profile_version_step_provider_and_model(
    client: httpx.AsyncClient, services: Services
) -> None:
    now = services.clock()
    for line in (
        a_line(at=now, usd=0.5),
        a_line(at=now, usd=None, fingerprint="a", model="ours"),
        a_line(at=now - timedelta(days=1), usd=2.0, fingerprint="b", attempt=2, profile_version=4),
    ):
        await services.ledger.add(line)
    told = (await client.get("/costs")).raise_for_status().json()
    total = {"name": "total", "usd": 2.5, "requests": 3, "repeats": 1, "unknown": 1}
    assert told["total"] == total
    assert told["last"] == now.date().isoformat()
    assert [(one["name"], one["usd"]) for one in told["by"]["day"]] == [
        ((now - timedelta(days=1)).date().isoformat(), 2.0),
        (now.date().isoformat(), 0.5),
    ]
    assert told["by"]["profile"] == [{**total, "name": "sales"}]
    assert [one["name"] for one in told["by"]["version"]] == ["sales@4", "sales@3"]
    assert [(one["name"], one["unknown"]) for one in told["by"]["model"]] == [
        ("gpt", 0),
        ("ours", 1),
    ]


async def test_days_are_chosen_and_outside_of_them_nothing_is_told(
    client: httpx.AsyncClient, services: Services
) -> None:
    await services.ledger.add(a_line())
    day = a_line().day.isoformat()
    asked = {"from": day, "to": day}
    assert (await client.get("/costs", params=asked)).json()["total"]["requests"] == 1
    earlier = {"from": "2026-01-01", "to": "2026-01-31"}
    told = (await client.get("/costs", params=earlier)).json()
    assert (told["total"]["requests"], told["by"]["day"]) == (0, [])


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-01", "2026-01-01"), ("2024-01-01", "2026-01-01")]
)
async def test_no_range_and_more_than_a_year_are_refused(
    client: httpx.AsyncClient, first: str, last: str
) -> None:
    answer = await client.get("/costs", params={"from": first, "to": last})
    assert (answer.status_code, answer.json()["code"]) == (422, "days_invalid")
