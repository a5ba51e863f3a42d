"""How a test talks to the stub: scripts, keys, jobs, and what was received."""

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.stubs.elevenlabs_webhooks import WebhookScript
from tests.stubs.load import LoadScript
from tests.stubs.script import Provider, Script
from tests.stubs.state import State

_PROVIDER: TypeAdapter[Provider] = TypeAdapter(Provider)


class Keys(BaseModel):
    """Expected keys; one that is not given stays, null accepts any key."""

    model_config = ConfigDict(extra="forbid")

    elevenlabs: str | None = None
    openai: str | None = None


class JobScript(BaseModel):
    """How every job goes from now on, those already accepted included."""

    model_config = ConfigDict(extra="forbid")

    delay_seconds: float = Field(0, ge=0)
    fail: bool = False
    unknown: bool = False


class Hearing(BaseModel):
    """Whether transcripts tell the time marks in the sound instead of the one dialogue."""

    model_config = ConfigDict(extra="forbid")

    time_marks: bool = False


class ConcurrencyLimit(BaseModel):
    """How many requests may run at once; null tells and refuses nothing."""

    model_config = ConfigDict(extra="forbid")

    maximum: int | None = Field(None, ge=1)


class Control:
    """The control routes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return the control routes."""
        return [
            Route("/control/script", self.script, methods=["POST"]),
            Route("/control/keys", self.keys, methods=["POST"]),
            Route("/control/job", self.job, methods=["POST"]),
            Route("/control/webhook", self.webhook, methods=["POST"]),
            Route("/control/deliveries", self.deliveries, methods=["GET"]),
            Route("/control/hearing", self.hearing, methods=["POST"]),
            Route("/control/concurrency", self.concurrency, methods=["POST"]),
            Route("/control/load", self.load, methods=["POST"]),
            Route("/control/load", self.loaded, methods=["GET"]),
            Route("/control/billing", self.bill, methods=["POST"]),
            Route("/control/billing", self.invoice, methods=["GET"]),
            Route("/control/reset", self.reset, methods=["POST"]),
            Route("/control/requests", self.requests, methods=["GET"]),
            Route("/control/count", self.count, methods=["GET"]),
        ]

    async def script(self, request: Request) -> Response:
        """Queue steps."""
        script = Script.model_validate_json(await request.body())
        if misplaced := script.misplaced():
            return _wrong(f"{script.provider} has no {', '.join(misplaced)}")
        self._state.inboxes[script.provider].add_steps(script.steps)
        return Response(status_code=204)

    async def keys(self, request: Request) -> Response:
        """Set expected keys."""
        keys = Keys.model_validate_json(await request.body())
        self._state.keys.update(keys.model_dump(exclude_unset=True))
        return Response(status_code=204)

    async def job(self, request: Request) -> Response:
        """Set how jobs go."""
        script = JobScript.model_validate_json(await request.body())
        for name, value in script:
            setattr(self._state.jobs, name, value)
        return Response(status_code=204)

    async def webhook(self, request: Request) -> Response:
        """Set where the results of jobs are sent."""
        script = WebhookScript.model_validate_json(await request.body())
        self._state.webhooks.script = script
        return Response(status_code=204)

    async def hearing(self, request: Request) -> Response:
        """Set whether ElevenLabs listens to what it receives."""
        hearing = Hearing.model_validate_json(await request.body())
        self._state.hears_time_marks = hearing.time_marks
        return Response(status_code=204)

    async def deliveries(self, request: Request) -> Response:
        """Return how each webhook was answered."""
        return JSONResponse({"answers": self._state.webhooks.answers})

    async def concurrency(self, request: Request) -> Response:
        """Set how many requests may run at once."""
        limit = ConcurrencyLimit.model_validate_json(await request.body())
        self._state.concurrency.maximum = limit.maximum
        return Response(status_code=204)

    async def load(self, request: Request) -> Response:
        """Set how all requests are answered."""
        self._state.load.change(LoadScript.model_validate_json(await request.body()))
        return Response(status_code=204)

    async def loaded(self, request: Request) -> Response:
        """Return how many requests there are, and how many came again."""
        return JSONResponse(self._state.load.told())

    async def bill(self, request: Request) -> Response:
        """Count tokens and work from now on."""
        self._state.billing.is_on = True
        return Response(status_code=204)

    async def invoice(self, request: Request) -> Response:
        """Return what the work since then costs."""
        return JSONResponse(self._state.billing.invoice())

    async def reset(self, request: Request) -> Response:
        """Forget everything."""
        self._state.reset()
        return Response(status_code=204)

    async def requests(self, request: Request) -> Response:
        """Return everything one provider received."""
        received = self._state.inboxes[_provider(request)].received
        return JSONResponse({"count": len(received), "requests": received})

    async def count(self, request: Request) -> Response:
        """Return only how many requests one provider received."""
        return JSONResponse({"count": len(self._state.inboxes[_provider(request)].received)})


def invalid_control(request: Request, error: Exception) -> Response:
    """Answer a control request that makes no sense."""
    return _wrong(str(error))


def _provider(request: Request) -> Provider:
    return _PROVIDER.validate_python(request.query_params.get("provider"))


def _wrong(message: str) -> Response:
    return JSONResponse({"error": message}, 422)


EXCEPTION_HANDLERS = {ValidationError: invalid_control}
