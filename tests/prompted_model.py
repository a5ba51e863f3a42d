"""A stub model whose answers depend on the system prompt: a good one, and a planted bad one."""

import json

from callinsight.domain.golden import GoldenLabel
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import BeforeSend
from callinsight.services import Services
from tests.builders import NOON, a_call_with_recording, a_run
from tests.fakes.engines import FakeLanguageModel
from tests.steps.conftest import run_once

GOOD, BAD, BROKEN = "Answer from the call.", "Always say that all is well.", "Answer in verse."
_ANSWERS = {
    GOOD: {"summary": "The customer wants a refund.", "resolved": "no", "unanswerable": []},
    BAD: {"summary": "All is well.", "resolved": "yes", "unanswerable": []},
}
EXPECTED = {"/summary": "The customer wants a refund.", "/resolved": "no"}


class PromptedModel(FakeLanguageModel):
    """Answers by rote what the system prompt makes of it; another prompt gets no JSON."""

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        await self._sent(before_send)
        self.requests.append(request)
        prompt = next((prompt for prompt in _ANSWERS if prompt in request.system), None)
        wanted = _ANSWERS[prompt] if prompt else {}
        fields = request.output_schema["properties"]
        told = {name: value for name, value in wanted.items() if name in fields}
        return json.dumps({"text": json.dumps(told) if told else "no JSON"}).encode()


async def a_labelled_call(world: Services, audio: bytes = b"sound") -> str:
    """Finish a call and let a person say what its answers should be; return its id."""
    call = await a_call_with_recording(world, audio)
    await run_once(world, call.call_id, a_run(call))
    done = await world.reruns.existing(call.call_id)
    assert done.transcript is not None
    for pointer, expected in EXPECTED.items():
        await world.golden_store.put_label(
            GoldenLabel(
                call_id=call.call_id,
                profile_id="default",
                transcript_sha256=done.transcript.sha256,
                pointer=pointer,
                expected=expected,
                author="ann",
                reason="heard it",
                at=NOON,
            )
        )
    return call.call_id
