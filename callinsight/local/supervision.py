"""supervisord, driven over its Unix socket: it starts, watches and stops the members in order."""

import http.client
import os
import socket
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.local.layout import Layout
from callinsight.local.members import Member

_ENDED = {"EXITED", "FATAL", "STOPPED", "UNKNOWN"}
_START_SECONDS = 20.0


@dataclass(frozen=True)
class MemberState:
    """How a member is; `started_at` counts seconds since 1970."""

    has_ended: bool
    says: str
    started_at: int


class Supervision:
    """One supervisord for one state folder."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def start(self, members: Iterable[Member], environment: dict[str, str], *, keep: bool) -> int:
        """Start supervisord with all members stopped; return its process id.

        It ends with this process, unless it is to be kept.
        """
        config = self._layout.state / "supervisord.conf"
        config.write_text(_config(self._layout, members))
        supervisord = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(config)]
        tether = [] if keep else [sys.executable, "-m", "callinsight.local.tether"]
        with (self._layout.logs / "supervisord.out").open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  (our own command)
                [*tether, *supervisord],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for us: we stop the members in order
            )
        self._wait_for_socket(process)
        return process.pid

    def is_running(self) -> bool:
        """Say whether a supervisord listens on the socket; one that shuts down still does."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._layout.supervisor_socket)) == 0

    def is_stopping(self) -> bool:
        """Say whether somebody has told supervisord to stop everything, and it still does."""
        try:
            self._ask("getState")
        except xmlrpc.client.Fault as refusal:
            return bool(refusal.faultCode == Faults.SHUTDOWN_STATE)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False
        return False

    def start_member(self, name: str) -> None:
        """Start one member, without waiting for its readiness."""
        wait_for_it = False
        self._call("startProcess", name, wait_for_it)

    def has_ended(self, name: str) -> bool:
        """Say whether a member that was started does not run any more."""
        state = self.look().get(name)
        return state is None or state.has_ended

    def look(self) -> dict[str, MemberState]:
        """Return how all members are, by name; empty if supervisord does not answer."""
        infos = self._call("getAllProcessInfo") or []
        return {
            str(info["name"]): MemberState(
                has_ended=info["statename"] in _ENDED,
                says=str(info["spawnerr"] or info["description"]),
                started_at=int(info["start"]),
            )
            for info in infos
        }

    def stop(self) -> None:
        """Stop all members in reverse order, then supervisord; wait for the end."""
        if self._call("shutdown") is None:
            return
        deadline = time.monotonic() + 180
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _call(self, method: str, *arguments: object) -> Any | None:
        """Ask supervisord; None if it does not answer, or refuses."""
        try:
            return self._ask(method, *arguments)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return None

    def _ask(self, method: str, *arguments: object) -> Any:
        """Ask on a connection of its own: members are started side by side."""
        transport = SupervisorTransport(None, None, f"unix://{self._layout.supervisor_socket}")
        # The URL is not used: the transport speaks over the socket.
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            return getattr(server.supervisor, method)(*arguments)

    def _wait_for_socket(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_running():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServiceUnavailableError(
                    f"supervisord did not start; see {self._layout.logs / 'supervisord.out'}."
                )
            time.sleep(0.05)


def last_line(log: Path) -> str:
    """Return the last line of a log that says something."""
    if not log.is_file():
        return ""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")


def _config(layout: Layout, members: Iterable[Member]) -> str:
    state, logs = _escaped(layout.state), _escaped(layout.logs)
    user = "user=root\n" if os.getuid() == 0 else ""
    head = (
        f"[supervisord]\nnodaemon=true\nsilent=true\n{user}"
        f"logfile={logs}/supervisord.log\npidfile={state}/supervisord.pid\n"
        f"childlogdir={logs}\n\n"
        f"[unix_http_server]\nfile={_escaped(layout.supervisor_socket)}\nchmod=0700\n\n"
        "[rpcinterface:supervisor]\n"
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n"
    )
    return "\n".join([head, *(_program(member, logs) for member in members)])


def _program(member: Member, logs: str) -> str:
    command = [sys.executable, "-m", "callinsight.local.tether", *member.command]
    quoted = " ".join(f'"{_escaped(part)}"' for part in command)
    restart = "false" if member.keeps_state else "true"
    return (
        f"[program:{member.name}]\ncommand={quoted}\npriority={member.order}\n"
        f"autostart=false\nautorestart={restart}\nstartsecs=1\nstartretries=3\n"
        f"stopsignal=TERM\nstopwaitsecs={member.stop_seconds}\nkillasgroup=true\n"
        f"redirect_stderr=true\nstdout_logfile={logs}/{member.name}.log\n"
        "stdout_logfile_maxbytes=10MB\nstdout_logfile_backups=1\n"
    )


def _escaped(value: object) -> str:
    """supervisord expands % in its configuration."""
    return str(value).replace("%", "%%")
