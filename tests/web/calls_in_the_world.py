"""Calls with everything a page shows, brought about by the API and the steps themselves."""

import time
from typing import Any

import httpx

from callinsight.domain.call import Call, Status
from callinsight.domain.errors import CallInsightError
from tests.web.served import ServedPage
from tests.web.spoken import refund_lines, refund_sound
from tests.web.support import SUPPORT, the_answer

FILE_NAME = "Überweisung & refund, 客户.wav"
_PATIENCE = 30.0


def an_uploaded_call(served: ServedPage, **fields: Any) -> str:
    """Upload the recording of a refund through the API; returns the call's id."""
    body = refund_sound()
    with httpx.Client(base_url=served.url) as api:
        made = api.post("/calls", json={"profile_id": SUPPORT, **fields}).raise_for_status()
        call_id: str = made.json()["call_id"]
        served.transcriber.lines[call_id] = refund_lines()
        query = {"fileName": FILE_NAME, "contentType": "audio/wav", "sizeBytes": str(len(body))}
        link = api.get(f"/calls/{call_id}/upload-url", params=query).raise_for_status().json()
        httpx.put(link["url"], headers=link["headers"], content=body).raise_for_status()
    return call_id


def wait_for(served: ServedPage, call_id: str, status: Status, attempt: int = 1) -> Call:
    """Wait until a call's attempt has a status."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        call = served.do(served.world.calls.get(call_id))
        if call is not None and call.status is status and call.attempt >= attempt:
            return call
        time.sleep(0.05)
    raise AssertionError(f"the call is {call.status if call else 'gone'}, not {status}")


def a_completed_call(served: ServedPage) -> str:
    """A call that was analyzed, corrected, and analyzed again with another version."""
    served.language_model.answer_with(the_answer())
    who = {"customer": "Zoë Müller", "agent": "Robert", "direction": "inbound", "order": "A-77"}
    call_id = an_uploaded_call(served, metadata=who)
    first = wait_for(served, call_id, Status.COMPLETED)
    served.language_model.answer_with(
        the_answer(summary="A double charge; $40 are refunded.", callback="No.")
    )
    with httpx.Client(base_url=f"{served.url}/calls") as api:
        change = {"metadata": {"order": "A-78", "team": "north"}}
        api.patch(f"/{call_id}", json=change).raise_for_status()
        again = {"from": "analyze", "profile_id": SUPPORT, "profile_version": 2}
        api.post(f"/{call_id}/reruns", json=again).raise_for_status()
    wait_for(served, call_id, Status.COMPLETED, first.attempt + 1)
    return call_id


def a_failed_call(served: ServedPage, error: CallInsightError) -> str:
    """A call whose analysis was refused after its transcript had been paid."""
    served.language_model.fail_with(error)
    call_id = an_uploaded_call(served)
    wait_for(served, call_id, Status.FAILED)
    return call_id
