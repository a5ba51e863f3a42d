"""Many runs in one process: what they share, and what they must not."""

import signal
import ssl
import threading
from collections import Counter
from typing import Any

import pytest
from prefect.client.orchestration import PrefectClient

from callinsight.services import Services
from callinsight.worker.runs import STARTING_AT_ONCE
from tests.worker import flows
from tests.worker.requests import Requests
from tests.worker.served import Pool, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]

MANY = 40
MOST_REQUESTS = 8


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Counter[str]:
    """Count calls of a function by the thread that makes them."""
    calls: Counter[str] = Counter()
    original = getattr(owner, name)

    def count(*args: Any, **kwargs: Any) -> Any:
        calls[threading.current_thread().name] += 1
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, count)
    return calls


async def test_forty_runs_share_threads_client_and_process_and_mix_nothing(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = Requests(monkeypatch)
    deployments = [await pool.deploy(flows.many, name=f"{pool.name}-{i}") for i in range(2)]
    runs = [await pool.schedule(deployments[number % 2], number=number) for number in range(MANY)]
    async with serving(pool) as worker:
        handler = signal.getsignal(signal.SIGTERM)
        clients = counted(monkeypatch, PrefectClient, "__init__")
        contexts = counted(monkeypatch, ssl, "create_default_context")
        most_starting = 0

        def noted() -> bool:
            nonlocal most_starting
            most_starting = max(most_starting, len(runs_of(worker)._gate._taken))
            return len(flows.seen("threads")) == MANY

        await until(noted)
        flows.GO.set()
        await until(lambda: len(runs_of(worker)) == 0)
        assert signal.getsignal(signal.SIGTERM) is handler
    await pool.ended(*runs)

    assert clients["flow runs"] == 0
    assert contexts["flow runs"] == 0
    assert most_starting <= STARTING_AT_ONCE
    assert max(flows.seen("threads")) - min(flows.seen("threads")) < MANY / 4
    assert flows.seen("print is its own") == [True] * MANY
    assert flows.seen("same") == [True] * MANY
    assert Counter(flows.seen("deployment")) == {str(each): MANY // 2 for each in deployments}
    polls = requests.polls()
    assert max(poll["limit"] for poll in polls) <= STARTING_AT_ONCE
    others = requests.others()
    assert len(others) <= MOST_REQUESTS * MANY, Counter(others)
