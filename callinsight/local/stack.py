"""The embedded stack: brought up in the order of its needs, watched, and stopped in reverse."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import httpx

from callinsight.adapters.aws import AwsClients
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.local.layout import (
    POOL,
    Layout,
    StackRunningError,
    is_alive,
    project_file,
    write_env_file,
)
from callinsight.local.members import Member, members_of
from callinsight.local.supervision import Supervision, last_line
from callinsight.provision import provision
from callinsight.settings import given_settings, load_settings

READY_SECONDS = 180.0
# Somebody at a terminal waits for the end; a call in another attempt is no loss.
DRAINS_SOON = {"DRAIN_SECONDS": "15"}
_POLL_SECONDS = 0.2
_STOP_NOTICE_SECONDS = 1.0  # how long somebody who stops the stack may take to say so
POOL_TYPE = "callinsight"
ENGINE = ("aws", "database", "prefect")
EVERYTHING = (*ENGINE, "worker", "intake", "api")


class Stack:
    """One embedded stack; `members` says which parts of it are wanted."""

    def __init__(
        self,
        layout: Layout,
        say: Callable[[str], None],
        members: Sequence[str] = EVERYTHING,
    ) -> None:
        self.layout = layout
        self.was_killed = False
        self.was_stopped = False
        self._say = say
        self._members = {
            name: member for name, member in members_of(layout).items() if name in members
        }
        self._supervision = Supervision(layout)
        self._started_at: dict[str, int] = {}

    def is_running(self) -> bool:
        """Say whether a stack runs in this folder."""
        return self._supervision.is_running()

    def start(self, *, keep: bool = False) -> None:
        """Bring everything up; raises an error with one clear sentence if something does not."""
        _require_tools()
        self._take_over()
        self.layout.ports.require_free()
        environment = {**DRAINS_SOON, **os.environ, **self.layout.member_environment()}
        os.environ.update(self.layout.user_environment())
        load_settings()  # a wrong one stops here, and not each member after its own minute
        for file in (self.layout.database_url_file, self.layout.intake_ready_file):
            file.unlink(missing_ok=True)
        pid = self._supervision.start(self._members.values(), environment, keep=keep)
        self.layout.running_mark.write_text(str(pid))
        self.layout.owner_file.write_text("" if keep else str(os.getpid()))
        write_env_file(self.layout, given_settings())
        try:
            self._start_in_order(environment)
        except BaseException:
            self.stop()
            raise

    def watch(self) -> str | None:
        """Look once at all members; return why the stack cannot go on, if it cannot.

        A member without state of its own is started again by supervisord; that is only said.
        """
        if self._supervision.is_stopping():
            return None
        states = self._supervision.look()
        if not states:
            time.sleep(_STOP_NOTICE_SECONDS)
            self.was_stopped = not self.layout.running_mark.exists()
            return None if self.was_stopped else "supervisord was killed; the stack stops."
        for member in self._members.values():
            state = states[member.name]
            if member.keeps_state and state.has_ended:
                return (
                    f"The {member.title} ended unexpectedly ({state.says}); the stack stops. "
                    "Start it again: calls are rebuilt from their recordings."
                )
            self._note_restart(member, state.started_at)
        return None

    def stop(self) -> None:
        """Stop everything in order; only then the state counts as whole."""
        self._supervision.stop()
        clean = not self._supervision.is_running()
        if clean:
            self.layout.running_mark.unlink(missing_ok=True)
            self.layout.owner_file.unlink(missing_ok=True)
            self.layout.env_file.unlink(missing_ok=True)

    def _take_over(self) -> None:
        """Notice what a killed stack left behind, and stop what still runs of it."""
        if self._supervision.is_running():
            if self._has_living_owner():
                raise StackRunningError(f"A stack runs in {self.layout.state} already.")
            self._say("Stopping what is left of an earlier stack in this folder.")
            self._supervision.stop()
        elif self.layout.running_mark.exists():
            self.was_killed = True
            self._say(
                "The stack was not stopped cleanly the last time: what it knew since then is "
                "lost, but the recordings are not. Calls are rebuilt from them."
            )

    def _has_living_owner(self) -> bool:
        """A stack that was left running on purpose has no process of its own, and needs none."""
        file = self.layout.owner_file
        if not file.is_file():
            return False
        owner = file.read_text()
        return not owner or is_alive(owner)

    def _start_in_order(self, environment: dict[str, str]) -> None:
        with ThreadPoolExecutor(2) as side_by_side:
            aws = side_by_side.submit(self._start_aws)
            prefect = side_by_side.submit(self._start_prefect, environment)
            for part in (aws, prefect):
                part.result()
        self._start("intake")
        for name in ("worker", "intake", "api"):
            if name in self._members:
                self._wait_for(self._members[name])

    def _start_aws(self) -> None:
        self._start_and_wait("aws")
        provision(AwsClients(), self.layout.resources())
        self._start("api")

    def _start_prefect(self, environment: dict[str, str]) -> None:
        self._start_database()
        self._start_and_wait("prefect")
        if "worker" in self._members:
            self._make_pool()
            self._start("worker")
            self._deploy(environment)

    def _start_database(self) -> None:
        """Prefer Postgres; a machine on which it does not run still gets a working stack."""
        try:
            self._start_and_wait("database")
        except ServiceUnavailableError as failure:
            del self._members["database"]
            self._say(
                f"Warning: {failure}\nPrefect keeps its runs in SQLite instead: enough for a "
                "trial, too slow for many calls at once."
            )

    def _make_pool(self) -> None:
        pool = {"name": POOL, "type": POOL_TYPE}
        made = httpx.post(f"{self.layout.prefect_url}/api/work_pools/", json=pool, timeout=30)
        if not made.is_success and made.status_code != httpx.codes.CONFLICT:
            raise ServiceUnavailableError("Prefect did not make the work pool.")

    def _deploy(self, environment: dict[str, str]) -> None:
        """Run `prefect deploy --all`, as anybody would."""
        command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
        done = subprocess.run(  # noqa: S603  (our own command)
            [*command, "--prefect-file", str(project_file("prefect.yaml"))],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=project_file("prefect.yaml").parent,
        )
        (self.layout.logs / "deploy.log").write_text(done.stdout + done.stderr)
        if done.returncode:
            raise ServiceUnavailableError(
                f"`prefect deploy --all` failed; see {self.layout.logs / 'deploy.log'}."
            )

    def _start(self, name: str) -> None:
        if name in self._members:
            self._supervision.start_member(name)

    def _start_and_wait(self, name: str) -> None:
        self._start(name)
        self._wait_for(self._members[name])

    def _wait_for(self, member: Member) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not member.is_ready():
            if self._supervision.has_ended(member.name) or time.monotonic() > deadline:
                log = self.layout.logs / f"{member.name}.log"
                raise ServiceUnavailableError(
                    f"The {member.title} did not start ({last_line(log)}); see {log}."
                )
            time.sleep(_POLL_SECONDS)
        if (state := self._supervision.look().get(member.name)) is not None:
            self._started_at[member.name] = state.started_at

    def _note_restart(self, member: Member, started_at: int) -> None:
        if started_at > self._started_at.get(member.name, started_at):
            self._say(f"The {member.title} ended unexpectedly and was started again.")
            self._started_at[member.name] = started_at


def _require_tools() -> None:
    """The stack's packages are an extra; say so before anything is started."""
    missing = [name for name in ("ministack", "supervisor") if not _has(name)]
    if missing:
        raise ResourceMissingError(
            f"The embedded stack is not installed ({', '.join(missing)} missing): "
            "install callinsight[local]."
        )


def _has(module: str) -> bool:
    return find_spec(module) is not None
