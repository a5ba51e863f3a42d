"""Whether answers to questions about one call are shown for what they are: cited, absent or made up."""

import asyncio
import json
from typing import Any

from callinsight.domain.call_question import State
from callinsight.services import Services, using
from tests.bench.figures import Figure, at_least
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.domain.labelled import Line, dialogues
from tests.eval.live.asked import ScriptedTranscriber
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

OF_EACH = 20
_ROLES = {"A": "agent", "C": "customer"}
_ANOTHER = "nobody ever said these very words in any of the calls"


def measure() -> list[Figure]:
    """Ask questions whose answers are in the call, are not, or quote what nobody said."""
    right = asyncio.run(_measured())
    asked = 3 * OF_EACH
    return [
        Figure(f"answers of {OF_EACH} shown as {state}", count, own_goal=at_least(OF_EACH))
        for state, count in right.items()
    ] + [
        Figure("questions answered as they should", sum(right.values()) / asked, key="asked_right")
    ]


async def _measured() -> dict[State, int]:
    right: dict[State, int] = {"answered": 0, "not_in_call": 0, "unsupported": 0}
    for name, lines in list(dialogues("tuned").items())[:OF_EACH]:
        model = FakeLanguageModel()
        with using(_world(lines, model)) as world:
            call = await a_call_with_audio(world)
            await run_once(world, call.call_id, a_run(call))
            for state in right:
                model.answer_with(_answer(lines, state))
                right[state] += await _state(world, call.call_id, f"{state} {name}") == state
            world.heartbeat.stop()
    return right


async def _state(world: Services, call_id: str, text: str) -> State:
    question = await world.call_questions.ask(call_id, text, author="eval")
    return (await world.call_questions.answer(call_id, question.question_id)).state


def _world(lines: list[Line], model: FakeLanguageModel) -> Services:
    script = [(_ROLES[who], text) for who, text in lines]
    return fake_services(
        transcriber=ScriptedTranscriber(script),
        language_model=model,
        profile_store=FakeProfileStore(a_profile()),
    )


def _answer(lines: list[Line], state: State) -> str:
    who, text = lines[1]
    claim: dict[str, Any] = {
        "text": "So it was said.",
        "said_by": _ROLES[who],
        "turn_ids": [2],
        "quote": text if state == "answered" else _ANOTHER,
        "confidence": 0.9,
    }
    found = state != "not_in_call"
    return json.dumps(
        {"found": found, "answer": "It was." if found else None, "claims": [claim] if found else []}
    )
