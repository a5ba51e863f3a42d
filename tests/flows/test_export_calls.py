"""The nightly export, as Prefect runs it."""

from datetime import date

import pytest
import yaml

from callinsight.services import using
from callinsight.shipped import SHIPPED
from flows.export_calls import export_calls
from tests.builders import a_queued_call, fake_services
from tests.fakes.exports import FakeExportStore


@pytest.mark.xdist_group("prefect")
@pytest.mark.asyncio(loop_scope="session")
async def test_a_run_writes_its_day_and_the_days_that_changed_on_it(
    prefect_server: None,
) -> None:
    store = FakeExportStore()
    with using(fake_services(export_store=store)) as world:
        call = a_queued_call()
        await world.calls.add(call)
        state = await export_calls(date(2026, 11, 23), return_state=True)
    assert (state.name, state.message) == ("Completed", "Days written: 1. Calls in them: 1.")
    assert [*store.files] == ["day=2026-11-23/part-0.parquet"]


def test_the_nightly_schedule_is_deployed_paused() -> None:
    deployed = yaml.safe_load((SHIPPED.parent / "prefect.yaml").read_text())["deployments"]
    (export,) = (each for each in deployed if each["entrypoint"].startswith("flows.export_calls"))
    assert export["schedules"] == [{"cron": "30 2 * * *", "timezone": "UTC", "active": False}]
