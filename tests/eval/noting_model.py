"""A model that notes what it reads: a claim for each turn that holds the marker."""

import json
import re
from typing import Any

from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import BeforeSend
from tests.fakes.engines import FakeLanguageModel

MARKER = "marigold"
_LINE = re.compile(r"^\[(\d+)\] (\w+): (.*)$", re.MULTILINE)
_ANSWER = re.compile(r"^\[turns \d+ to \d+\] (.*)$", re.MULTILINE)


class NotingModel(FakeLanguageModel):
    """Tells of the marker where it reads it, and keeps what answers about parts tell of it."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        await self._sent(before_send)
        self.requests.append(request)
        self.lengths.append(len(request.input))
        claims = [claim for answer in _answers(request.input) for claim in answer["key_moments"]]
        claims += _noted(request.input)
        return json.dumps(
            {"text": json.dumps({"key_moments": claims, "unanswerable": []})}
        ).encode()


def _answers(text: str) -> list[dict[str, Any]]:
    return [json.loads(found) for found in _ANSWER.findall(text)]


def _noted(text: str) -> list[dict[str, Any]]:
    return [
        {
            "text": "The marker was said.",
            "said_by": who,
            "turn_ids": [int(number)],
            "quote": said,
            "confidence": 1.0,
        }
        for number, who, said in _LINE.findall(text)
        if MARKER in said
    ]
