"""The stack that is measured: the embedded one's members as they are shipped, and stub providers.

Workers and intakes are started by the measurement, each part with tables, buckets and a queue of
its own, so that nothing that one part leaves behind is another one's work.
"""

import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.local.layout import Layout, Ports
from callinsight.local.members import members_of
from callinsight.provision import provision
from callinsight.resource_names import ResourceNames
from tests.bench.calls import Calls
from tests.bench.prefect_side import PrefectSide
from tests.bench.processes import Process, bare_environment
from tests.bench.recordings import WORDS
from tests.stubs.running import StubProviders

MOST_REQUESTS = 1100
ORDER = ("aws", "database", "prefect")
STOP_SECONDS = 30.0


class Stack:
    """Local AWS, the database, Prefect's server and the providers, each a process."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout.at(folder, Ports.free())
        self.processes: dict[str, Process] = {}
        self.stubs = StubProviders()
        self.prefect = PrefectSide(self.layout.prefect_url)
        self._members = members_of(self.layout)
        self._opened = ExitStack()
        self._opened.callback(self.stubs.stop)
        self._opened.callback(self.prefect.close)

    def __enter__(self) -> Self:
        try:
            for name in ORDER:
                self._start(name)
            for name in ORDER[::2]:
                self.processes[name].wait_until(self._members[name].is_ready)
        except BaseException:
            self._opened.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    @contextmanager
    def part(self, **settings: str) -> Generator["Part"]:
        """Yield a clean place to measure in; `settings` are those of its workers and intakes."""
        self.stubs.reset()
        self.providers()
        self.prefect.forget_unfinished()
        os.environ.update(self.layout.user_environment())
        part = Part(self, settings)
        try:
            yield part
        finally:
            part.close()

    def providers(self, **script: Any) -> None:
        """Let the providers answer as `LoadScript` says, with transcripts of a usual size."""
        self.stubs.load(words=WORDS, **script)

    def roles(self) -> dict[str, list[int]]:
        """Return the processes that serve all parts, by role."""
        return {
            "server": [self.processes["prefect"].pid],
            "database": [self.processes["database"].pid, self._postmaster()],
            "local AWS": [self.processes["aws"].pid],
            "stub providers": [self.stubs.pid],
        }

    def log(self, name: str) -> Path:
        """Return where a process writes to."""
        return self.layout.logs / f"{name}.log"

    def _start(self, name: str) -> None:
        member = self._members[name]
        if name == "prefect":
            database = self._members["database"]
            self.processes["database"].wait_until(database.is_ready)
        environment = {**bare_environment(), **self.layout.member_environment()}
        process = Process(name, member.command, environment, self.log(name))
        self.processes[name] = process
        self._opened.callback(process.stop, STOP_SECONDS)

    def _postmaster(self) -> int:
        """The database's own process, which is no child of the one that started it."""
        file = self.layout.state / "postgres" / "postmaster.pid"
        return int(file.read_text().split()[0])


class Part:
    """The resources of one measurement."""

    def __init__(self, stack: Stack, settings: Mapping[str, str]) -> None:
        mark = str(ULID()).lower()
        self._stack = stack
        self._aws = AwsClients()
        self.names = ResourceNames(
            calls=f"calls-{mark}",
            profiles=f"profiles-{mark}",
            operations=f"operations-{mark}",
            recordings=f"recordings-{mark}",
            artifacts=f"artifacts-{mark}",
            queue=f"events-{mark}",
        )
        provision(self._aws, self.names)
        self.calls = Calls(self._aws, self.names)
        self._environment = {
            **bare_environment(),
            **stack.layout.member_environment(),
            **_resource_environment(stack, self.names),
            **_provider_environment(stack.stubs),
            **settings,
        }

    def environment(self, **changes: str) -> dict[str, str]:
        """Return what workers and intakes get."""
        return {**self._environment, **changes}

    def close(self) -> None:
        """Give back the room the recordings took; the local AWS keeps them in files."""
        for bucket in (self.names.recordings, self.names.artifacts):
            for folder in (self._stack.layout.state / "s3").rglob(bucket):
                shutil.rmtree(folder, ignore_errors=True)


def _resource_environment(stack: Stack, names: ResourceNames) -> dict[str, str]:
    shipped = stack.layout.user_environment()["QUEUE_URL"]
    return {
        "CALLS_TABLE": names.calls,
        "PROFILES_TABLE": names.profiles,
        "OPERATIONS_TABLE": names.operations,
        "RECORDINGS_BUCKET": names.recordings,
        "ARTIFACTS_BUCKET": names.artifacts,
        "QUEUE_URL": f"{shipped.rpartition('/')[0]}/{names.queue}",
    }


def _provider_environment(stubs: StubProviders) -> dict[str, str]:
    return {
        "ELEVENLABS_API_KEY": "key",
        "ELEVENLABS_BASE_URL": stubs.elevenlabs_url,
        "ELEVENLABS_CONCURRENCY": str(MOST_REQUESTS),
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": stubs.openai_url,
        "OPENAI_API": "responses",
        "OPENAI_CONCURRENCY": str(MOST_REQUESTS),
    }
