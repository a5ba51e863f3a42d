"""Does each sentence of the protocol have a test that fails without it? `make holes` tells.

Each entry drops one sentence from a copy of the code and runs the tests that guard it: they must
fail. The names are those in brackets in the code and in docs/architecture.md.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAIN = "callinsight/domain"
HANG_SECONDS = 300


@dataclass(frozen=True)
class Hole:
    """A sentence, where it stands, what the code is without it, and the tests that must notice."""

    name: str
    file: str
    sentence: str
    without: str
    tests: str


HOLES = (
    Hole("fence", f"{DOMAIN}/transitions.py", '("fence", *expect)', "expect", "tests/protocol"),
    Hole(
        "qfence", f"{DOMAIN}/transitions.py",
        '"attempt": call.attempt + 1,\n            "fence": call.fence + 1,',
        '"attempt": call.attempt + 1,', "tests/protocol/test_begin.py",
    ),
    Hole(
        "endfence", f"{DOMAIN}/transitions.py",
        "owner=None,\n        fence=call.fence + 1,", "owner=None,",
        "tests/protocol/test_rescue.py",
    ),
    Hole(
        "hookrun", f"{DOMAIN}/reruns.py", "        run_id=None,\n", "",
        "tests/protocol/test_cancel.py",
    ),
    Hole(
        "hookrun (replaced)", f"{DOMAIN}/uploads.py",
        'expect=("upload_key", "metadata"),\n        run_id=None,\n        recording=recording,\n        profile_id',
        'expect=("upload_key", "metadata"),\n        recording=recording,\n        profile_id',
        "tests/protocol/test_cancel.py",
    ),
    Hole(
        "hookterm", f"{DOMAIN}/execution.py",
        "call.run_id != run_id or call.is_terminal or call.erased_at is not None",
        "call.run_id != run_id", "tests/protocol/test_cancel.py",
    ),
    Hole(
        "prevrun", "callinsight/dispatcher/starts.py",
        "await self._previous(call, None)", "None", "tests/protocol/test_cancel.py",
    ),
    Hole(
        "prevrun (rescue)", "callinsight/dispatcher/rescues.py",
        "move_for_abandoned(call, await self._previous(call))", "move_for_abandoned(call, None)",
        "tests/protocol/test_cancel.py",
    ),
    Hole(
        "againrun", f"{DOMAIN}/dispatch.py", "run_id=run.id if run else call.run_id",
        "run_id=call.run_id", "tests/protocol/test_cancel.py",
    ),
    Hole(
        "retry0", f"{DOMAIN}/execution.py",
        "run.count > 1 or retried_unbegun", "run.count > 1",
        "tests/protocol/test_begin.py",
    ),
    Hole(
        "retry0 (that run)", f"{DOMAIN}/execution.py",
        " and call.run_id == run.id\n", "\n", "tests/domain/test_execution.py",
    ),
    Hole(
        "deadbegin", f"{DOMAIN}/execution.py",
        "(call.status in TERMINAL or left_behind)", "call.status in TERMINAL",
        "tests/protocol/test_begin.py",
    ),
    Hole(
        "new", f"{DOMAIN}/execution.py",
        '{"rescues": 0, "parked_seconds": 0.0} if progressed else {}',
        '{"rescues": 0, "parked_seconds": 0.0}', "tests/protocol/test_counts.py",
    ),
    Hole(
        "due", "callinsight/dispatcher/dispatcher.py", " and call.is_due(self._clock())", "",
        "tests/protocol/test_races.py",
    ),
    Hole(
        "due (start)", "callinsight/dispatcher/starts.py",
        " or not call.is_due(self._clock())", "", "tests/protocol/test_races.py",
    ),
    Hole(
        "tenbackfill", f"{DOMAIN}/capacity.py",
        "BACKFILL_UNCLAIMED_PER_WORKER = 10", "BACKFILL_UNCLAIMED_PER_WORKER = 20",
        "tests/intake/test_dispatching_many.py",
    ),
    Hole(
        "one call", "callinsight/dispatcher/one_call.py",
        'await outlived(f"Call {call_id}", looked, but_not=but_not)', "await looked()",
        "tests/intake/test_starvation.py",
    ),
    Hole(
        "running", f"{DOMAIN}/dispatch.py",
        "    patience = ",
        "    if keyed.state is RunState.RUNNING:\n        return Move.LOOK_LATER\n    patience = ",
        "tests/protocol/test_dispatching.py",
    ),
    Hole(
        "deadline", "callinsight/dispatcher/rescues.py",
        "elif move is Move.RESCUE:", "elif move is Move.RESCUE and call.due_at > now:",
        "tests/protocol/test_rescue.py",
    ),
    Hole(
        "gone", "callinsight/dispatcher/rescues.py", "if beat is None:",
        "if beat is None and owned.owner in census.gone:", "tests/protocol/test_rescue.py",
    ),
    Hole(
        "round", "callinsight/dispatcher/rescues.py", "beat = living.get(owned.owner)",
        "beat = None if self._liveness.is_gone(owned.owner, self._monotonic()) else "
        "living.get(owned.owner)", "tests/protocol/test_races.py",
    ),
    Hole(
        "draincond", f"{DOMAIN}/dispatch.py",
        'expect = () if deadline_passed else ("request_open",)',
        "expect: tuple[str, ...] = ()", "tests/protocol/test_drain.py",
    ),
    Hole(
        "drainpaid", "callinsight/steps/paying.py",
        "until_kept.enter_context(execution.interruption.uninterrupted())", "pass",
        "tests/protocol/test_draining.py",
    ),
    Hole(
        "booked", "callinsight/steps/paying.py",
        "await _paid(bill, body)  # [booked]", "pass", "tests/protocol/test_any_order.py",
    ),
    Hole(
        "leftopen", "callinsight/steps/paying.py",
        "await _take_over(bill, execution, sends=True)  # [leftopen]", "pass",
        "tests/steps/test_left_open.py",
    ),
    Hole(
        "givenup", f"{DOMAIN}/execution.py",
        "        duplicate_spend=_counted(call, fingerprint),\n", "",
        "tests/steps/test_left_open.py",
    ),
    Hole(
        "givenup (job)", f"{DOMAIN}/execution.py",
        "change(call, now, job=job, request_open=None, duplicate_spend=spent)",
        "change(call, now, job=job, request_open=None)", "tests/steps/test_left_open.py",
    ),
    Hole(
        "givenup (twice)", f"{DOMAIN}/execution.py",
        "call.duplicate_spend.get(fingerprint, 0) <= 1", "True", "tests/steps/test_left_open.py",
    ),
    Hole(
        "drainjob", "callinsight/steps/paying.py",
        "with execution.interruption.uninterrupted():  # [drainjob]", "if True:",
        "tests/protocol/test_draining.py",
    ),
    Hole(
        "drainbegin", "callinsight/steps/executions.py",
        "        if self._is_draining:\n", "        if False:\n",
        "tests/protocol/test_draining.py",
    ),
    Hole(
        "resumed", f"{DOMAIN}/dispatch.py",
        "if _is_resumed(call, now, previous):", "if False:", "tests/domain/test_dispatch.py",
    ),
    Hole(
        "drainover", "callinsight/steps/execution.py",
        "Interruption(lambda: not self.call.is_running)", "Interruption()",
        "tests/protocol/test_drained_calls.py",
    ),
    Hole(
        "dupcount", f"{DOMAIN}/execution.py",
        "return change(call, now, request_open=None)\n",
        "return change(call, now, request_open=None, duplicate_spend={})\n",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "postguard", "callinsight/steps/paid_request.py", "> FRESH_SECONDS", "> 1e9",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "slotfirst", "callinsight/steps/paying.py",
        "body = await self._through_gate(execution, step, paid, slots=slots)",
        "await request.announce()\n"
        "            body = await self._through_gate(execution, step, paid, slots=slots)",
        "tests/steps/test_provider_gate.py",
    ),
    Hole(
        "jobfp", "callinsight/steps/paying.py",
        "call.job is not None and call.job.fingerprint == fingerprint else None",
        "call.job is not None else None",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "jobgone", f"{DOMAIN}/execution.py",
        'gone = {"job": None} if job_is_gone else {}', "gone: dict[str, Any] = {}",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "jobgone (unknown)", f"{DOMAIN}/execution.py",
        "        job=None,\n    )\n\n\ndef request_closed", "    )\n\n\ndef request_closed",
        "tests/protocol",
    ),
    Hole(
        "webhook", "callinsight/steps/paying.py", "self._wait_for_webhook(execution)", "pass",
        "tests/protocol/test_webhooks.py",
    ),
    Hole(
        "webhook (erased)", "callinsight/steps/deliveries.py",
        " or call.erased_at is not None", "", "tests/protocol/test_webhooks.py",
    ),
    Hole(
        "look", "callinsight/steps/paying.py",
        "return found, True\n\n        request = ", "pass\n\n        request = ",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "insist", "callinsight/steps/execution.py",
        "await insist(lambda: self._keep(artifacts, key, body))",
        "await self._keep(artifacts, key, body)", "tests/protocol/test_storage_hiccups.py",
    ),
    Hole(
        "stepopen",
        f"{DOMAIN}/execution.py",
        "request_open=None if request and request.step == step else request",
        "request_open=None",
        "tests/protocol/test_paying.py",
    ),
    Hole(
        "url", f"{DOMAIN}/erasure.py", "if call.upload_expires_at is not None:", "if False:",
        "tests/protocol/test_erasure.py",
    ),
    Hole(
        "held", f"{DOMAIN}/erasure.py", 'change(call, now, expect=("hold",))', "change(call, now)",
        "tests/domain/test_hold.py",
    ),
    Hole(
        "erase3", "callinsight/erasing.py",
        'if call.erasure == "requested":',
        'if call.erasure == "requested":\n            call = call.model_copy(update={"erasure": "deleted"})\n        if call.erasure == "never":',
        "tests/protocol/test_erasure.py",
    ),
    Hole(
        "tombstone first", "callinsight/steps/execution.py",
        "if await self.is_erased():", "if False:", "tests/protocol/test_paying.py",
    ),
    Hole(
        "untold", f"{DOMAIN}/telling.py", "if is_news else call.untold", "if is_news else ()",
        "tests/domain/test_news.py",
    ),
    Hole(
        "untold (before)", f"{DOMAIN}/telling.py",
        "(*call.untold, _news_of(call, mark, now))", "(_news_of(call, mark, now),)",
        "tests/domain/test_news.py",
    ),
    Hole(
        "again", f"{DOMAIN}/telling.py", 'latest.id if latest is not None else ""', '""',
        "tests/domain/test_news.py",
    ),
    Hole(
        "handover", "callinsight/dispatcher/outbox.py",
        "        for news in call.untold:\n",
        "        await self._calls.apply(handed_over(call, self._clock()))\n"
        "        for news in call.untold:\n",
        "tests/intake/test_news.py",
    ),
    Hole(
        "claim", f"{DOMAIN}/delivery.py", "due_at=now + CLAIMED_FOR", "due_at=delivery.due_at",
        "tests/intake/test_news.py",
    ),
)  # fmt: skip


def main() -> int:
    """Drop each sentence in turn; print what noticed; 1 if a hole stays open unnoticed."""
    open_holes = 0
    for hole in HOLES:
        noticed = _noticed(hole)
        open_holes += not noticed
        print(f"{hole.name:20} {'caught' if noticed else 'NOT CAUGHT'}", flush=True)
    return 1 if open_holes else 0


def _noticed(hole: Hole) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("callinsight", "flows", "tasks", "tests", "deployments"):
            shutil.copytree(ROOT / part, copy / part)
        shutil.copy(ROOT / "pyproject.toml", copy)
        file = copy / hole.file
        text = file.read_text()
        if text.count(hole.sentence) != 1:
            raise SystemExit(f"{hole.name}: the sentence stands {text.count(hole.sentence)} times")
        file.write_text(text.replace(hole.sentence, hole.without))
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
            "--hypothesis-profile=first_failure", hole.tests,
        ]  # fmt: skip
        try:
            run = subprocess.run(
                command, cwd=copy, capture_output=True, text=True, check=False, timeout=HANG_SECONDS
            )
        except subprocess.TimeoutExpired:
            return True  # what waits for ever without the sentence is noticed, too
        if run.returncode not in {0, 1}:
            raise SystemExit(f"{hole.name}: the tests did not run\n{run.stdout[-2000:]}")
        return run.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
