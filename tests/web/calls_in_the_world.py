"""Calls with everything a page shows, brought about by the API and the steps themselves."""

import json
import time
from typing import Any

import httpx

from callinsight.domain.audit import AuditLine
from callinsight.domain.call import AnalysisEntry, Call, Failure, HistoryEntry
from callinsight.domain.call_id import new_call_id
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.listing import with_list_fields
from callinsight.domain.recording import DOCUMENT, SoundFacts
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.labelling import summary_of, transcript_body
from tests.web.served import ServedPage
from tests.web.spoken import Line, refund_lines, refund_sound, transcript_of, words_of
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


def a_copy_of(served: ServedPage, call_id: str, **fields: Any) -> str:
    """Another call with the recording and the results of one, as the table may hold it."""
    call = served.do(served.world.calls.get(call_id))
    assert call is not None
    copy = Call.model_validate({**dict(call), "call_id": new_call_id(), **fields})
    served.do(served.world.calls.add(with_list_fields(copy)))
    return copy.call_id


def a_call_saying(served: ServedPage, call_id: str, lines: list[Line], **fields: Any) -> str:
    """A copy of a call in which other words are said."""
    heard = [word for line in lines for word in words_of(line)]
    return a_copy_of(
        served, call_id, **_kept(served, transcript_of(heard, lines[-1].end)), **fields
    )


def _kept(served: ServedPage, transcript: Transcript) -> dict[str, Any]:
    body = transcript_body(transcript)
    key = artifact_key(new_call_id(), "transcribe", "0" * 32, "transcript")
    served.do(served.world.artifacts.put(key, body))
    return {"transcript": summary_of(transcript, answer="0" * 32, artifact=key, body=body)}


def an_analysis_with(answers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An analysis as a record holds it."""
    provenance = {"profile_id": SUPPORT, "profile_version": 1}
    made = {"mode": "comprehensive", "quality": "final", "provenance": provenance, **fields}
    return {"answers": answers, **made}


def an_imported_call(served: ServedPage, call_id: str, **fields: Any) -> str:
    """A call that came as a transcript, in which nobody is known and no model was asked."""
    found = {
        "keyword_hits": [{"topic": "money_back", "phrase": "refund", "turn_ids": [1]}],
        "checks": [{"name": "greeting", "passed": False, "turn_ids": []}],
        "unanswerable": [{"field": "summary", "reason": "no_model"}],
    }
    return a_call_saying(
        served,
        call_id,
        [Line(0, "I want a refund", 1, 5)],
        sound=SoundFacts(media_type=DOCUMENT, duration_seconds=30, channels=1),
        analysis=an_analysis_with({"summary": None}, **found),
        **fields,
    )


def a_hostile_call(served: ServedPage, call_id: str, evil: str) -> str:
    """A failed call whose every text is hostile; its analysis lies outside the record."""
    lines = [Line(0, evil, 1, 5), Line(1, evil, 6, 9)]
    analysis = {
        "mode": "comprehensive",
        "quality": "draft",
        "answers": {evil: {evil: evil}, "claim": {"text": evil, "quote": evil, "turn_ids": [1]}},
        "unanswerable": [{"field": evil, "reason": evil}],
        "keyword_hits": [{"topic": evil, "phrase": evil, "turn_ids": [1]}],
        "checks": [{"name": evil, "passed": False, "turn_ids": [1]}],
        "provenance": {
            "profile_id": evil,
            "profile_version": 1,
            "model": evil,
            "dropped_settings": [evil],
        },
    }
    key = artifact_key(call_id, "analyze", "1" * 32, "analysis")
    served.do(served.world.artifacts.put(key, json.dumps(analysis).encode()))
    entry = {"profile_id": evil, "profile_version": 1, "mode": evil, "quality": evil, "model": evil}
    moment = served.world.clock()
    hostile = a_call_saying(
        served,
        call_id,
        lines,
        status=Status.FAILED,
        failure=Failure(step="persist", code=evil, message=evil, hint=evil),
        file_name=evil,
        profile_id=evil,
        profile_fallback_from=evil,
        run_id=evil,
        metadata={"customer": evil, "agent": evil, "direction": evil, evil: evil},
        analysis={"artifact": key, "listed": {"topic": evil, "outcome": evil, "flags": []}},
        analyses=[AnalysisEntry(id=mark * 32, made_at=moment, **entry) for mark in "12"],
        metrics={"source": evil, "talk_time_seconds": {evil: 1.0}, "unavailable": {evil: evil}},
        history=[HistoryEntry(status=Status.FAILED, at=moment, attempt=1)],
    )
    line = AuditLine(
        id=new_call_id(),
        at=moment,
        kind="key",
        actor=evil,
        action=evil,
        call_id=hostile,
        details={evil: [evil, {evil: evil}]},
    )
    served.do(served.world.audit_log.add(line))
    return hostile
