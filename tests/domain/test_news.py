"""News: which endings are told, under which id, and what never leaves with them."""

from datetime import timedelta

from callinsight.domain.call import Call, Failure
from callinsight.domain.dispatch import cancelled
from callinsight.domain.erasure import tombstone
from callinsight.domain.evaluation import CategoryResult, Evaluation
from callinsight.domain.execution import completed, failed
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.domain.telling import told_when_added
from callinsight.domain.transitions import Write, change, handed_over, with_news
from callinsight.domain.uploads import expired, refused_call
from tests.builders import NOON, a_queued_call
from tests.domain.records import after

LATER = NOON + timedelta(minutes=1)
REFUSED = Failure(step="transcribe", code="provider_refused", message="No.")
CANARIES = {
    "file_name": "walrus.wav",
    "metadata": {"customer": "walrus"},
    "speaker_roles": {"walrus": "agent"},
}


def told(call: Call, write: Write | None) -> Call:
    """The record after a write, where endings are told."""
    assert write is not None
    return after(call, with_news(write))


def a_running_call(**fields: object) -> Call:
    return a_queued_call().model_copy(
        update={"status": Status.ANALYZING, "lane": "watch", **fields}
    )


def with_analysis(call: Call, fingerprint: str = "f1", at: int = 1) -> Call:
    artifact = {"artifact": f"artifacts/{call.call_id}/analyze/{fingerprint}.json"}
    return told(call, completed(call, NOON + timedelta(minutes=at), analysis=artifact))


def run_again(call: Call) -> Call:
    queued = told(call, rerun(call, LATER, from_step="persist"))
    return queued.model_copy(update={"status": Status.ANALYZING, "lane": "watch"})


def emptied(call: Call) -> Call:
    """The call after its news was handed over."""
    return told(call, handed_over(call, LATER))


def test_an_ending_is_due_at_once_in_a_lane_of_its_own() -> None:
    done = with_analysis(a_running_call())
    assert (done.status, done.lane, done.due_at) == (Status.COMPLETED, "notify", LATER)
    assert [news.event for news in done.untold] == ["call.completed"]
    assert done.untold[0].id.startswith(f"{done.call_id}-")


def test_every_way_to_fail_is_news() -> None:
    call = a_running_call(due_at=NOON)
    for write in (
        failed(call, LATER, REFUSED),
        cancelled(call, LATER, "run"),
        expired(call, LATER),
    ):
        assert told(call, write).untold[0].event == "call.failed"
    assert call.recording is not None
    born = refused_call(call.call_id, NOON, call.recording, REFUSED, file_name="a.wav")
    assert told_when_added(born, NOON).lane == "notify"


def test_where_nobody_wants_to_be_told_a_call_just_ends() -> None:
    call = a_running_call()
    done = after(call, completed(call, LATER, analysis={"artifact": "a"}))
    assert (done.lane, done.due_at, done.untold, done.latest_news) == (None, None, (), None)


def test_what_is_handed_over_leaves_the_lane_and_stays_known() -> None:
    done = emptied(with_analysis(a_running_call()))
    assert (done.lane, done.due_at, done.untold) == (None, None, ())
    assert done.latest_news is not None


def test_the_same_analysis_again_is_no_news() -> None:
    again = with_analysis(run_again(emptied(with_analysis(a_running_call()))), at=9)
    assert (again.status, again.lane, again.untold) == (Status.COMPLETED, None, ())


def test_another_analysis_is_news_and_so_is_the_way_back_to_the_first() -> None:
    first = with_analysis(a_running_call())
    second = with_analysis(run_again(emptied(first)), "f2")
    third = with_analysis(run_again(emptied(second)), "f1")
    ids = [call.untold[0].id for call in (first, second, third)]
    assert len(set(ids)) == 3


def test_a_success_after_a_failure_is_news_though_its_analysis_was_told_before() -> None:
    first = with_analysis(a_running_call())
    running = run_again(emptied(first))
    broken = told(running, failed(running, LATER, REFUSED))
    mended = with_analysis(run_again(emptied(broken)))
    assert [news.event for news in mended.untold] == ["call.completed"]
    assert mended.untold[0].id != first.untold[0].id


def test_each_failed_attempt_is_news_of_its_own() -> None:
    call = a_running_call()
    first = told(call, failed(call, LATER, REFUSED))
    running = run_again(emptied(first))
    second = told(running, failed(running, LATER, REFUSED))
    assert first.untold[0].id != second.untold[0].id


def test_the_id_is_made_of_the_call_and_its_outcome_alone() -> None:
    call = a_running_call()
    early, late = with_analysis(call, at=1), with_analysis(call, at=500)
    assert early.untold[0].id == late.untold[0].id


def test_a_call_that_starts_again_keeps_news_that_still_waits() -> None:
    call = a_running_call()
    broken = told(call, failed(call, LATER, REFUSED))
    running = run_again(broken)
    assert (running.lane, len(running.untold)) == ("watch", 1)
    done = with_analysis(running)
    assert [news.event for news in done.untold] == ["call.failed", "call.completed"]
    assert done.untold[0].call["status"] == "Failed"


def test_waiting_news_is_told_after_a_repeat_that_is_no_news_itself() -> None:
    first = with_analysis(a_running_call())
    again = with_analysis(run_again(first), at=9)
    assert again.untold == first.untold
    assert again.lane == "notify"


def test_other_writes_leave_waiting_news_where_it_is() -> None:
    done = with_analysis(a_running_call())
    assert told(done, change(done, LATER, speaker_roles={})).lane == "notify"


def test_an_erased_call_has_no_news() -> None:
    done = with_analysis(a_running_call())
    gone = told(done, tombstone(done, LATER))
    assert (gone.lane, gone.untold, gone.latest_news) == ("watch", (), None)


def test_news_holds_no_word_of_the_call_and_no_metadata() -> None:
    call = a_running_call(**CANARIES)
    done = told(call, completed(call, LATER, analysis={"artifact": "a", "summary": "walrus"}))
    assert "walrus" not in done.untold[0].model_dump_json()


def _with_alert(call: Call, analysis_id: str) -> Call:
    found = Evaluation(
        profile_id="default",
        profile_version=1,
        analysis_id=analysis_id,
        quality="final",
        categories=(CategoryResult(name="lost", applies=True, turn_ids=(1,)),),
        alerts=("category:lost",),
    )
    artifact = {"artifact": f"artifacts/{analysis_id}.json"}
    return told(call, completed(call, LATER, analysis=artifact, evaluation=found))


def test_an_alert_is_told_beside_the_ending_with_ids_and_codes_only() -> None:
    done = _with_alert(a_running_call(**CANARIES), "f1")
    assert [news.event for news in done.untold] == ["call.completed", "call.alert"]
    assert done.untold[1].call == {
        "call_id": done.call_id,
        "status": "Completed",
        "profile_id": "default",
        "profile_version": 1,
        "analysis_id": "f1",
        "quality": "final",
        "alerts": ["category:lost"],
    }


def test_an_alert_is_told_once_for_each_analysis() -> None:
    first = emptied(_with_alert(a_running_call(), "f1"))
    same = _with_alert(run_again(first), "f1")
    assert same.untold == ()
    other = emptied(_with_alert(run_again(same), "f2"))
    back = _with_alert(run_again(other), "f1")
    assert [news.event for news in back.untold] == ["call.completed"]
    assert len({*other.alerted}) == 2
