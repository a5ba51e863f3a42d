"""The embedded stack as a user has it: three lives of one state folder, with what goes wrong."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from callinsight.local.layout import HOST, Ports
from callinsight.shipped import SHIPPED
from tests.local.browser import chromium_page
from tests.local.embedded import Embedded, running_up, wait_until
from tests.local.prefect_page import retry_the_failed_run
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("stack"), pytest.mark.timeout(420)]
AUDIO = (SHIPPED / "recordings" / "support_refund.m4a").read_bytes()


def test_a_stack_serves_calls_survives_a_stop_and_is_rebuilt_after_a_kill(
    tmp_path: Path, running_stubs: StubProviders
) -> None:
    stubs, ports, state = running_stubs, Ports.free(), tmp_path / "state"
    stubs.reset()
    keys = {
        "ELEVENLABS_API_KEY": "key",
        "ELEVENLABS_BASE_URL": stubs.elevenlabs_url,
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": stubs.openai_url,
    }
    with running_up(state, ports, keys, tmp_path / "first.log") as stack:
        everything_listens_on_loopback(stack)
        a_taken_port_is_one_sentence(stack, tmp_path)
        a_failed_run_is_retried_in_prefects_page(stack, stubs)
        a_killed_run_goes_on_by_itself(stack, stubs)
        stubs.script("elevenlabs", {"delay_seconds": 90})
        open_call = stack.upload("open.m4a", AUDIO)
        stack.wait_for(open_call, "TRANSCRIBING")
        assert stack.stop() == 0
    assert nothing_listens(ports)

    with running_up(state, ports, keys, tmp_path / "second.log") as stack:
        assert "not stopped cleanly" not in stack.output()
        finished = stack.wait_for(open_call, "Completed")
        assert finished["attempt"] > 1
        late = stack.upload("late.m4a", AUDIO, profile_id="sales")
        stack.wait_for(late, "Completed")
        paid = stubs.count("elevenlabs"), stubs.count("openai")
        kill_everything(stack)
    assert nothing_listens(ports)

    with running_up(state, ports, keys, tmp_path / "third.log") as stack:
        assert "not stopped cleanly" in stack.output()
        rebuilt = stack.wait_for(late, "Completed")
        assert rebuilt["profile_id"] == "sales"
        assert (stubs.count("elevenlabs"), stubs.count("openai")) == paid
        stack.wait_for(open_call, "Completed")
        a_killed_member_is_started_again_or_ends_the_stack(stack)


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


def a_failed_run_is_retried_in_prefects_page(stack: Embedded, stubs: StubProviders) -> None:
    """Filter by tag, open the failed run, read step and code, press Retry, see it complete."""
    stubs.script("openai", {"status": 400, "body": {"error": {"code": "unsupported_value"}}})
    call_id = stack.upload("failing.m4a", AUDIO)
    failed = stack.wait_for(call_id, "Failed")
    assert failed["failure"]["step"] == "analyze"
    with chromium_page() as page:
        retry_the_failed_run(page, stack, call_id)
    assert (stubs.count("elevenlabs"), stubs.count("openai")) == (1, 2)


def a_killed_run_goes_on_by_itself(stack: Embedded, stubs: StubProviders) -> None:
    stubs.script("elevenlabs", {"delay_seconds": 120})
    call_id = stack.upload("killed.m4a", AUDIO)
    stack.wait_for(call_id, "TRANSCRIBING")
    runs = [p for p in stack.processes() if "prefect.engine" in p.cmdline()]
    assert runs
    for process in runs:
        process.kill()
    wait_until(lambda: stack.call(call_id)["attempt"] > 1)
    stack.wait_for(call_id, "Completed")


def kill_everything(stack: Embedded) -> None:
    """As when the power goes."""
    doomed = [*stack.processes(), psutil.Process(stack.process.pid)]
    for process in doomed:
        process.kill()
    stack.process.wait()
    psutil.wait_procs(doomed, timeout=10)


def a_killed_member_is_started_again_or_ends_the_stack(stack: Embedded) -> None:
    member(stack, "callinsight api").kill()
    wait_until(lambda: "The API ended unexpectedly and was started again." in stack.output())
    member(stack, "ministack").kill()
    assert stack.process.wait(timeout=60) == 1
    assert "The local AWS ended unexpectedly" in stack.output()
    assert "Traceback" not in stack.output()


def member(stack: Embedded, words: str) -> psutil.Process:
    """The process whose command has these words."""
    return next(p for p in stack.processes() if words in " ".join(p.cmdline()))


def nothing_listens(ports: Ports) -> bool:
    """Say whether the stack's ports are free within a few seconds."""

    def free() -> bool:
        for port in (ports.api, ports.prefect, ports.aws):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    return False
        return True

    return wait_until(free, patience=20)


def test_a_stack_that_is_killed_by_its_terminal_stops_in_order(tmp_path: Path) -> None:
    """kill -9 of `up` alone: its supervisor ends with it, and ends everything else first."""
    ports = Ports.free()
    with running_up(tmp_path / "state", ports, {}, tmp_path / "up.log") as stack:
        children = stack.processes()
        os.kill(stack.process.pid, signal.SIGKILL)
        stack.process.wait()
    gone, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    assert len(gone) > 5
