"""The embedded stack as a user has it: one state folder's lives, and what may go wrong."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from callinsight.local.layout import HOST, Ports
from callinsight.shipped import SHIPPED
from tests.adapters.ready import call_analytics
from tests.local.browser import chromium_page
from tests.local.embedded import Embedded, wait_until
from tests.local.lives import Folder, kill_everything, member, processes_of
from tests.local.prefect_page import retry_the_failed_run
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]
AUDIO = (SHIPPED / "recordings" / "support_refund.m4a").read_bytes()


@pytest.fixture
def keys(stubs: StubProviders) -> dict[str, str]:
    """The settings of somebody who has keys: both providers, played by stubs."""
    return {
        "ELEVENLABS_API_KEY": "key",
        "ELEVENLABS_BASE_URL": stubs.elevenlabs_url,
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": stubs.openai_url,
        "DRAIN_SECONDS": "2",
    }


@pytest.mark.browser
def test_a_state_folder_outlives_whatever_ends_its_stacks(
    tmp_path: Path, stubs: StubProviders, keys: dict[str, str]
) -> None:
    """One test for all ends: making Prefect's database anew is most of a first start."""
    folder = Folder(tmp_path / "state", keys, Ports.free())
    open_call = a_person_retries_in_prefects_page_while_a_killed_run_goes_on_by_itself(
        folder, stubs
    )
    stubs.reset()
    sold = a_stack_that_was_stopped_finishes_what_was_open(folder, stubs, open_call)
    a_stack_that_was_killed_rebuilds_its_calls_and_pays_nothing_again(folder, stubs, sold)
    a_stack_whose_state_is_not_kept_any_more_ends(folder)
    a_stack_that_is_killed_by_its_terminal_stops_in_order(folder)
    assert processes_of(folder.state) == []


def a_person_retries_in_prefects_page_while_a_killed_run_goes_on_by_itself(
    folder: Folder, stubs: StubProviders
) -> str:
    """Then somebody stops the stack, while a call is open; return that call."""
    with folder.life() as stack:
        everything_listens_on_loopback(stack)
        a_taken_port_is_one_sentence(stack, folder.state.parent)
        a_second_stack_in_the_same_folder_is_refused(stack)
        failed = a_failed_run(stack, stubs)
        killed = a_killed_run(stack, stubs)
        with chromium_page() as page:
            retry_the_failed_run(page, stack, failed)
        assert stack.call(failed)["steps"]["transcribe"]["reused"]
        assert stack.wait_for(killed, "Completed")["attempt"] > 1
        # One refused analysis, and one transcription whose answer died with its process.
        assert (stubs.count("elevenlabs"), stubs.count("openai")) == (3, 3)
        open_call = a_call_at_its_provider(stack, stubs)
        assert stack.stop() == 0
    return open_call


def a_stack_that_was_stopped_finishes_what_was_open(
    folder: Folder, stubs: StubProviders, open_call: str
) -> str:
    """Then the power goes; return a call that was completed in between."""
    with folder.life() as stack:
        assert "not stopped cleanly" not in stack.output()
        assert stack.wait_for(open_call, "Completed")["attempt"] > 1
        a_ready_transcript_becomes_a_call(stack, stubs)
        call_id = stack.upload("call.m4a", AUDIO, profile_id="sales")
        stack.wait_for(call_id, "Completed")
        kill_everything(stack)
    return call_id


def a_stack_that_was_killed_rebuilds_its_calls_and_pays_nothing_again(
    folder: Folder, stubs: StubProviders, call_id: str
) -> None:
    """Then `callinsight down` ends it."""
    paid = stubs.count("elevenlabs"), stubs.count("openai")
    with folder.life() as stack:
        assert "not stopped cleanly" in stack.output()
        assert stack.wait_for(call_id, "Completed")["profile_id"] == "sales"
        assert (stubs.count("elevenlabs"), stubs.count("openai")) == paid
        a_killed_member_is_started_again(stack)
        down = [sys.executable, "-m", "callinsight", "down", "--state", str(folder.state)]
        stopped = subprocess.run(down, capture_output=True, text=True, timeout=90, check=False)
        assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
        assert stack.process.wait(timeout=30) == 0
        assert "The stack was stopped." in stack.output()
        assert "Traceback" not in stack.output()


def a_stack_whose_state_is_not_kept_any_more_ends(folder: Folder) -> None:
    """Its local AWS was killed."""
    with folder.life() as stack:
        assert "not stopped cleanly" not in stack.output()
        member(stack, "ministack").kill()
        assert stack.process.wait(timeout=60) == 1
        assert "The local AWS ended unexpectedly" in stack.output()
        assert "Traceback" not in stack.output()


def a_stack_that_is_killed_by_its_terminal_stops_in_order(folder: Folder) -> None:
    """kill -9 of `up` alone: its supervisor ends with it, and ends everything else first."""
    with folder.life() as stack:
        children = stack.processes()
        os.kill(stack.process.pid, signal.SIGKILL)
        stack.process.wait()
        gone, alive = psutil.wait_procs(children, timeout=60)
        assert not alive
        assert len(gone) > 5


def a_ready_transcript_becomes_a_call(stack: Embedded, stubs: StubProviders) -> None:
    """Without any audio, and without a transcriber being asked."""
    body = json.dumps(call_analytics()).encode()
    transcribed, analyzed = stubs.count("elevenlabs"), stubs.count("openai")
    call = stack.wait_for(stack.upload("call.json", body), "Completed")
    assert call["transcript"]["engine"] == "import:amazon_call_analytics"
    assert (stubs.count("elevenlabs"), stubs.count("openai")) == (transcribed, analyzed + 1)


def everything_listens_on_loopback(stack: Embedded) -> None:
    listening = [
        connection.laddr.ip
        for process in stack.processes()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 3
    assert set(listening) == {HOST}


def a_taken_port_is_one_sentence(stack: Embedded, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "callinsight", "up", "--state", str(tmp_path / "other")]
    command += ["--api-port", str(stack.layout.ports.api)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"Port {stack.layout.ports.api}, for the API, is taken" in done.stderr
    assert "Traceback" not in done.stderr


def a_second_stack_in_the_same_folder_is_refused(stack: Embedded) -> None:
    command = [sys.executable, "-m", "callinsight", "up", "--state", str(stack.layout.state)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "A stack runs in" in done.stderr
    assert "callinsight down" in done.stderr


def a_failed_run(stack: Embedded, stubs: StubProviders) -> str:
    """A call whose analysis the provider refuses; return it."""
    stubs.script("openai", {"status": 400, "body": {"error": {"code": "unsupported_value"}}})
    call_id = stack.upload("failing.m4a", AUDIO)
    assert stack.wait_for(call_id, "Failed")["failure"]["step"] == "analyze"
    return call_id


def a_call_at_its_provider(stack: Embedded, stubs: StubProviders) -> str:
    """A call whose recording the provider has, and will answer in two minutes; return it."""
    asked = stubs.count("elevenlabs")
    stubs.script("elevenlabs", {"delay_seconds": 120})
    call_id = stack.upload("open.m4a", AUDIO)
    wait_until(lambda: stubs.count("elevenlabs") > asked)
    assert stack.call(call_id)["status"] == "TRANSCRIBING"
    return call_id


def a_killed_run(stack: Embedded, stubs: StubProviders) -> str:
    """kill -9 of the worker while a call waits for its provider; return the call."""
    call_id = a_call_at_its_provider(stack, stubs)
    member(stack, "callinsight worker").kill()
    return call_id


def a_killed_member_is_started_again(stack: Embedded) -> None:
    member(stack, "callinsight api").kill()
    wait_until(lambda: "The API ended unexpectedly and was started again." in stack.output())
