"""A stub model that counts tokens as providers do: by what it reads and says, and never quite alike."""

import json
import random

from callinsight.domain.analysis import Usage
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import BeforeSend
from tests.fakes.engines import FakeLanguageModel

_CHARACTERS_OF_A_TOKEN = 4.2
_CACHED_FROM = 1024  # as providers do: short beginnings are not cached


class CountingModel(FakeLanguageModel):
    """Counts characters, with noise: 8 % of what it reads, and a third of what it says.

    The noise of a request is its own, whatever is asked before it.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        answer = json.loads(await super().request(request, before_send))
        read = request.system + request.input + json.dumps(request.output_schema)
        noise = random.Random(f"{self._seed} {read}")  # noqa: S311  (the same figures each time)
        return json.dumps(answer | _counted(len(read), len(request.input), noise)).encode()

    def usage(self, body: bytes) -> Usage:
        return Usage.model_validate({"requests": 1, **json.loads(body)})


def _counted(read: int, said: int, noise: random.Random) -> dict[str, int]:
    tokens = round(read / _CHARACTERS_OF_A_TOKEN * noise.gauss(1, 0.08))
    is_cached = tokens > _CACHED_FROM and noise.random() < 0.3
    answered = round((150 + said * 0.02) * noise.lognormvariate(0, 0.33))
    return {
        "input_tokens": tokens,
        "cached_tokens": _CACHED_FROM if is_cached else 0,
        "output_tokens": answered,
    }
