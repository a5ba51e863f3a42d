"""The API and the page on a port of their own, with everything behind them but Prefect.

Tables, buckets and the queue are a local AWS; intake and dispatcher run beside the API, and a flow
run is the four steps in this process, with engines that say what a test wants.
"""

import asyncio
import threading
from collections.abc import Coroutine, Generator, Sequence
from contextlib import closing, contextmanager
from typing import Any, TypeVar

import uvicorn

from callinsight.adapters.aws import AwsClients
from callinsight.api.app import create_app
from callinsight.domain.call import Priority
from callinsight.domain.dispatch import Run
from callinsight.domain.execution import RunIdentity
from callinsight.live import LiveCalls
from callinsight.poller import Poller
from callinsight.services import Services, using
from tests.builders import a_profile
from tests.fakes.call_questions import FakeQuestionRuns
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.flow_runs import FakeFlowRuns
from tests.real_services import real_services
from tests.servers import free_port
from tests.steps.conftest import run_once
from tests.stubs.running import StubProviders
from tests.web.spoken import TellingTranscriber
from tests.web.support import the_support_profile

T = TypeVar("T")
_PATIENCE = 30.0


class RunsHere(FakeFlowRuns):
    """Flow runs that are executed at once, in this process."""

    world: Services

    async def start(self, call_id: str, *, key: str, lane: Priority, tags: Sequence[str]) -> Run:
        run = await super().start(call_id, key=key, lane=lane, tags=tags)
        self._tasks = {task for task in getattr(self, "_tasks", set()) if not task.done()}
        self._tasks.add(
            asyncio.create_task(run_once(self.world, call_id, RunIdentity(id=run.id, key=key)))
        )
        return run


class ServedPage:
    """What a test of the page has: an address, and the world behind it."""

    def __init__(self, world: Services) -> None:
        self.world = world
        self.url = f"http://127.0.0.1:{free_port()}"
        (self.other_origin,) = world.settings.callinsight_allowed_origins
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()

    @property
    def transcriber(self) -> TellingTranscriber:
        """The engine that transcribes."""
        assert isinstance(self.world.transcriber, TellingTranscriber)
        return self.world.transcriber

    @property
    def language_model(self) -> FakeLanguageModel:
        """The engine that analyzes."""
        assert isinstance(self.world.language_model, FakeLanguageModel)
        return self.world.language_model

    @contextmanager
    def guarded(self) -> Generator[str]:
        """Serve the same calls at another address that asks for a credential; yields the address."""
        asks = self.world.settings.model_copy(update={"callinsight_auth": "required"})
        port, stop = free_port(), asyncio.Event()
        served = asyncio.run_coroutine_threadsafe(
            _serve_api(Services(asks, aws=self.world.aws), port, stop), self._loop
        )
        yield f"http://127.0.0.1:{port}"
        self._loop.call_soon_threadsafe(stop.set)
        served.result(_PATIENCE)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop of the API; return what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def run(self, ready: threading.Event) -> None:
        """Serve until `stop`."""
        with using(self.world), closing(self._loop):
            self._loop.run_until_complete(self._serve(ready))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())

    def stop(self) -> None:
        """End everything."""
        self._loop.call_soon_threadsafe(self._stop.set)

    async def _serve(self, ready: threading.Event) -> None:
        port = int(self.url.rpartition(":")[2])
        config = uvicorn.Config(
            create_app(), port=port, log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        dispatcher = self.world.dispatcher
        poller = Poller(self.world.queue, self.world.intake, dispatcher.wake.set)
        async with asyncio.TaskGroup() as together:
            together.create_task(server._serve())  # without taking over the tests' signals
            together.create_task(self._polled(poller))
            together.create_task(dispatcher.run(self._stop))
            while not server.started:
                await asyncio.sleep(0.01)
            ready.set()
            await self._stop.wait()
            server.should_exit = True
            dispatcher.wake.set()

    async def _polled(self, poller: Poller) -> None:
        # In short turns: a test run that ends has to wait for the one under way.
        while not self._stop.is_set():
            await poller.poll(wait_seconds=1)


async def _serve_api(world: Services, port: int, stop: asyncio.Event) -> None:
    with using(world):
        config = uvicorn.Config(
            create_app(), port=port, log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve())
        await stop.wait()
        server.should_exit = True
        await serving


@contextmanager
def served_page(aws: AwsClients, stubs: StubProviders) -> Generator[ServedPage]:
    """Serve the page for the length of a block."""
    runs, questions = RunsHere(), FakeQuestionRuns()
    world = real_services(
        aws,
        stubs,
        origins=[f"http://page.localhost:{free_port()}"],
        flow_runs=runs,
        transcriber=TellingTranscriber(),
        language_model=FakeLanguageModel(),
        question_runs=questions,
    )
    runs.world = world
    questions.execute = world.call_questions.answer
    shown = {"callinsight_prefect_ui_url": "http://127.0.0.1:4200"}
    world.settings = world.settings.model_copy(update=shown)
    world.live = LiveCalls(world.calls, world.clock, look_seconds=0.2)
    page, ready = ServedPage(world), threading.Event()
    thread = threading.Thread(target=page.run, args=(ready,), daemon=True)
    thread.start()
    assert ready.wait(_PATIENCE), "the page is not served"
    try:
        profiles = [a_profile(), a_profile("sales", name="Sales")]
        for profile in (*profiles, the_support_profile(2), the_support_profile(1)):
            page.do(world.profile_store.add(profile))
            page.do(world.profile_store.make_current(profile.profile_id, profile.version))
        yield page
    finally:
        page.stop()
        thread.join(_PATIENCE)
