"""The analyses a call has had."""

import httpx

from callinsight.domain.analysis import ANALYSES_LIMIT, analyses_with
from callinsight.domain.call import AnalysisEntry
from callinsight.services import Services
from tests.builders import NOON, a_call_with_audio, a_profile, a_queued_call, a_run
from tests.steps.conftest import run_once


async def _again(client: httpx.AsyncClient, services: Services, **wanted: object) -> None:
    call_id = wanted.pop("call_id")
    answer = await client.post(f"/calls/{call_id}/reruns", json=wanted)
    assert answer.status_code == 202
    queued = await services.reruns.existing(str(call_id))
    await run_once(services, str(call_id), a_run(queued))


async def test_earlier_analyses_stay_readable_after_a_rerun(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    url = f"/calls/{call.call_id}/analyses"
    assert (await client.get(url)).json() == {"analyses": []}
    await run_once(services, call.call_id, a_run(call))
    await services.profile_store.add(a_profile(version=2, system_prompt="Be brief."))
    await _again(client, services, call_id=call.call_id, profile_version=2)
    listed = (await client.get(url)).json()["analyses"]
    assert [(a["profile_version"], a["current"]) for a in listed] == [(2, True), (1, False)]
    assert [(a["profile_id"], a["mode"], a["quality"]) for a in listed] == [
        ("default", "comprehensive", "final")
    ] * 2
    first = (await client.get(f"{url}/{listed[1]['id']}")).json()
    assert first["provenance"]["profile_version"] == 1
    assert first["answers"]["summary"] == "an answer"


async def test_an_analysis_that_is_found_again_is_no_new_one(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    before = (await client.get(f"/calls/{call.call_id}/analyses")).json()
    await _again(client, services, call_id=call.call_id)
    assert (await client.get(f"/calls/{call.call_id}/analyses")).json() == before
    await _again(client, services, call_id=call.call_id, **{"from": "analyze"})
    after = (await client.get(f"/calls/{call.call_id}/analyses")).json()["analyses"]
    assert [a["current"] for a in after] == [True, False]


async def test_an_analysis_of_nobody_is_a_404(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    for analysis_id in ("0" * 32, "x", "..%2F..", "%00"):
        answer = await client.get(f"/calls/{call.call_id}/analyses/{analysis_id}")
        assert answer.status_code == 404
    unknown = await client.get(f"/calls/{'0' * 26}/analyses")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "call_not_found")


async def test_an_erased_call_keeps_no_analysis(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    await client.delete(f"/calls/{call.call_id}")
    await services.dispatcher.tick()
    erased = await services.calls.get(call.call_id)
    assert erased is not None
    assert erased.analyses == ()
    assert await services.artifacts.delete_all("artifacts/") == 0


def test_only_the_newest_twenty_are_listed() -> None:
    call = a_queued_call()
    for number in range(25):
        entry = AnalysisEntry(
            id=f"{number:032x}",
            made_at=NOON,
            profile_id="default",
            profile_version=1,
            mode="rules",
            quality="draft",
        )
        call = call.model_copy(update={"analyses": analyses_with(call, entry)})
    assert len(call.analyses) == ANALYSES_LIMIT
    assert call.analyses[-1].id == f"{24:032x}"
