"""Carrying out an erasure: delete everything, and delete it again when nothing can come late."""

import logging
from datetime import UTC, timedelta

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.dispatch import LOOK_AT_PAUSED, look_later
from callinsight.domain.erasure import deleted, done
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.pieces import piece_prefix
from callinsight.domain.recording import ADHOC, UPLOADS
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.call_questions import CallQuestionStore
from callinsight.ports.calls import CallStore
from callinsight.ports.exports import EXPORTS, folder_of
from callinsight.ports.flow_runs import FlowRuns
from callinsight.ports.golden import GoldenStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.recordings import RecordingStore
from callinsight.steps.artifact_keys import artifact_prefix

_log = logging.getLogger(__name__)


class Erasing:
    """Deletes what belongs to calls whose tombstone is set."""

    def __init__(
        self,
        calls: CallStore,
        recordings: RecordingStore,
        piece_sounds: RecordingStore,
        artifacts: ArtifactStore,
        golden: GoldenStore,
        ledger: Ledger,
        budgets: BudgetStore,
        questions: CallQuestionStore,
        flow_runs: FlowRuns,
        clock: Clock,
        longest_request: timedelta,
    ) -> None:
        self._calls = calls
        self._recordings = recordings
        self._piece_sounds = piece_sounds
        self._artifacts = artifacts
        self._golden = golden
        self._ledger = ledger
        self._budgets = budgets
        self._questions = questions
        self._flow_runs = flow_runs
        self._clock = clock
        self._longest_request = longest_request

    async def go_on(self, call: Call) -> None:
        """Take a due erasure one step further; the first deletion does not wait for Prefect."""
        runs_deleted = await self._delete_runs(call)
        await self._delete_objects(call)
        if call.erasure == "requested":
            await self._calls.apply(deleted(call, self._clock(), self._longest_request))
        elif call.erasure == "deleted" and runs_deleted:
            await self._calls.apply(done(call, self._clock()))
            _log.info("Call %s is erased.", call.call_id)
        else:
            await self._calls.apply(look_later(call, self._clock(), LOOK_AT_PAUSED))

    async def _delete_objects(self, call: Call) -> None:
        await self._golden.erase_labels(call.call_id)
        await self._ledger.erase_lines(call.call_id)
        await self._budgets.forget(call.call_id)
        await self._questions.erase_questions(call.call_id)
        await self._artifacts.delete_all(artifact_prefix(call.call_id))
        # The next export of the day writes it without the call; nobody may have resumed its schedule.
        came_in = (call.came_in_at or call.created_at).astimezone(UTC).date()
        await self._artifacts.delete_all(f"{EXPORTS}/{folder_of(came_in)}")
        await self._piece_sounds.delete_all(piece_prefix(call.call_id))
        for place in (UPLOADS, ADHOC):
            await self._recordings.delete_all(f"{place}{call.call_id}/")
        if call.recording is not None:
            await self._recordings.delete(call.recording)

    async def _delete_runs(self, call: Call) -> bool:
        try:
            return await self._flow_runs.erase(call.call_id) == 0
        except ServiceUnavailableError:
            _log.info("Prefect is away; the runs of erased call %s go later.", call.call_id)
            return False
