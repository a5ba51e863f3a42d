"""A process that forks flow runs which kill themselves between two writes.

`python -m tests.flows.dying` reads one order a line from stdin and answers each with the signal
its run died of. It imports Prefect and makes the clients of AWS once; each order is a fork, so that kill -9 takes
nothing else.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.flow_engine import run_flow

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.adapters.s3_artifacts import S3ArtifactStore
from callinsight.services import Services, using
from callinsight.settings import Settings
from flows.process_call import process_call
from tests.fakes.engines import FakeSoundProbe


class Death:
    """Counts writes, and comes before or after the one it was ordered for."""

    def __init__(self, when: str, number: int) -> None:
        self._when = when
        self._number = number
        self._count = 0

    def before(self) -> None:
        """A write is about to happen."""
        self._count += 1
        self._at("before")

    def after(self) -> None:
        """A write has happened."""
        self._at("after")

    def _at(self, when: str) -> None:
        if (when, self._count) == (self._when, self._number):
            os.kill(os.getpid(), signal.SIGKILL)


def count_writes(death: Death) -> None:
    """Let every write of record, artifact and flow run state pass by `death`."""
    for owner, name in (
        (DynamoDBCallStore, "apply"),
        (S3ArtifactStore, "put"),
        (PrefectClient, "set_flow_run_state"),
    ):
        setattr(owner, name, _counted(getattr(owner, name), death))


def _counted(real: Any, death: Death) -> Any:
    async def counted(*args: Any, **kwargs: Any) -> Any:
        death.before()
        result = await real(*args, **kwargs)
        death.after()
        return result

    return counted


async def execute(order: dict[str, Any], aws: AwsClients) -> None:
    """Execute one flow run, as far as it lives."""
    count_writes(Death(order["when"], order["number"]))
    settings = Settings.model_validate(order["settings"])
    with using(Services(settings, aws=aws, sound_probe=FakeSoundProbe())):
        async with get_client() as client:
            run = await client.read_flow_run(UUID(order["run_id"]))
            running: Any = run_flow(
                process_call, flow_run=run, parameters=run.parameters, return_type="state"
            )
            await running


def main() -> None:
    """Serve orders until stdin ends."""
    aws = AwsClients()
    for service in ("dynamodb", "dynamodb_for_beats", "s3", "sqs"):
        getattr(aws, service)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.stdout = sys.stderr
            asyncio.run(execute(json.loads(line), aws))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        death = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        sys.stdout.write(f"{death}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
