"""`callinsight reanalyze`, and what re-runs cost."""

import asyncio
from typing import Any

import pytest

from callinsight.cli.estimates import cost_words
from callinsight.domain.call import Call
from callinsight.domain.estimate import Estimate
from callinsight.domain.reanalysis import Reanalysis
from callinsight.services import Services
from tests.builders import a_profile, settings
from tests.cli.calls import a_call_that_ran, a_waiting_call, the_call
from tests.cli.conftest import Command
from tests.fakes.reanalyses import FakeJobRuns
from tests.steps.test_estimates import ledger_says


@pytest.fixture
def call(services: Services) -> Call:
    """One call that is done, of whose analysis the ledger tells; version 2 has not seen it."""
    asyncio.run(services.profile_store.add(a_profile(version=2, temperature=0.5)))
    call = a_call_that_ran(services)
    asyncio.run(ledger_says(services, call))
    return call


def jobs(services: Services) -> list[Reanalysis]:
    return list(asyncio.run(services.reanalyses.list_jobs(10)))


def test_the_cost_is_told_and_nothing_is_begun_without_a_yes(
    callinsight: Command, services: Services, call: Call
) -> None:
    a_waiting_call(services)
    answer = callinsight("reanalyze", "--profile", "default@2")
    assert answer.code == 1
    assert answer.out.splitlines()[:3] == [
        "1 call would be analyzed anew with default@2.",
        "Left alone: 1 that wait or run.",
        "About $0.0150 for 1 call (learnt from 1 call, prices of 2026-11-23).",
    ]
    assert jobs(services) == []
    assert callinsight("reanalyze", "--profile", "default@2", "--dry-run").code == 0
    assert jobs(services) == []


def test_with_a_yes_it_is_begun_and_audited(
    callinsight: Command, services: Services, call: Call
) -> None:
    options = ["--agent", "Ann", "--most", "5", "--per-minute", "10"]
    nobody = callinsight("reanalyze", "--profile", "default@2", *options, "--yes")
    assert nobody.out == "0 calls would be analyzed anew with default@2.\n"
    answer = callinsight("reanalyze", "--profile", "default@2", "--per-minute", "10", "--yes")
    (job,) = jobs(services)
    assert answer.out.splitlines()[-1] == (
        f"Re-analysis {job.job_id} is running: 0 calls queued, 0 left alone. "
        f"`callinsight reanalyze status {job.job_id}` follows it."
    )
    assert (job.profile_version, job.per_minute, job.author) == (2, 10, "command line")
    assert isinstance(services.job_runs, FakeJobRuns)
    assert services.job_runs.started == [(job.job_id, 0)]
    lines = asyncio.run(services.audit.page(None, 1)).lines
    assert [line.action for line in lines] == ["reanalysis.begin"]


def test_a_job_is_looked_at_paused_resumed_and_cancelled(
    callinsight: Command, services: Services, call: Call
) -> None:
    callinsight("reanalyze", "--profile", "default@2", "--yes")
    (job,) = jobs(services)
    assert callinsight("reanalyze", "pause", job.job_id).out.endswith("goes on.\n")
    assert callinsight("reanalyze", "resume", job.job_id).code == 0
    asyncio.run(services.reanalyzing.advance(job.job_id, 1))
    told = callinsight("reanalyze", "status", job.job_id)
    assert told.out == f"Re-analysis {job.job_id} is completed: 1 call queued, 0 left alone.\n"
    document = callinsight("reanalyze", "status", job.job_id, "--json").document
    assert (document["state"], document["queued"]) == ("Completed", 1)
    refused = callinsight("reanalyze", "cancel", job.job_id)
    assert (refused.code, "(reanalysis_ended)" in refused.err) == (1, True)
    row = callinsight("reanalyze", "list").out.splitlines()[1].split()
    assert (row[0], row[3:6]) == (job.job_id, ["Completed", "default@2", "1"])


@pytest.mark.parametrize("options", [[], ["--profile", "a@b"], ["--profile", "a", "--most", "0"]])
def test_a_wrong_wish_is_wrong_usage(callinsight: Command, options: list[str]) -> None:
    assert callinsight("reanalyze", *options).code == 2


def test_a_rerun_tells_its_cost_first_and_may_do_no_more(
    callinsight: Command, services: Services, call: Call
) -> None:
    told = callinsight("calls", "rerun", call.call_id, "--from", "analyze", "--dry-run")
    assert told.out == "About $0.0150 for 1 call (learnt from 1 call, prices of 2026-11-23).\n"
    assert the_call(services, call.call_id).attempt == 1
    done = callinsight("calls", "rerun", call.call_id)
    assert done.err == "Nothing is paid for 1 call.\n"
    assert done.out == f"Call {call.call_id} is queued again (attempt 2).\n"


def test_a_machine_without_the_engines_keys_may_queue_calls_all_the_same(
    callinsight: Command, services: Services, call: Call
) -> None:
    for built in ("transcriber", "transcription", "foresight", "estimates"):
        services.__dict__.pop(built, None)
    services.settings = settings(callinsight_transcriber="elevenlabs")
    answer = callinsight("calls", "rerun", call.call_id)
    assert (answer.code, answer.err) == (
        0,
        "What it will cost is not known here: The setting ELEVENLABS_API_KEY is missing.\n",
    )


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        ({"calls": 2, "unknown": 2}, "Nobody knows what 2 calls will cost: no earlier call tells."),
        (
            {"calls": 2, "unknown": 2, "earlier_calls": 9},
            "Nobody knows what 2 calls will cost: the model has no known price.",
        ),
        (
            {"calls": 1, "usd": 0.00002, "earlier_calls": 1, "prices_as_of": "2026-11-23"},
            "Less than $0.0001 for 1 call (learnt from 1 call, prices of 2026-11-23).",
        ),
        (
            {"calls": 12, "usd": 0.42, "unknown": 2, "free": 3, "earlier_calls": 9}
            | {"prices_as_of": "2026-11-23"},
            "About $0.4200 for 10 calls, 3 of them free; nobody knows what 2 more will cost "
            "(learnt from 9 calls, prices of 2026-11-23).",
        ),
    ],
)
def test_what_is_unknown_is_said(estimate: dict[str, Any], words: str) -> None:
    assert cost_words(Estimate.model_validate(estimate)) == words
