"""`callinsight calls ask`: a question about one call."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.call_questions import CallQuestions
    from callinsight.domain.call_question import CallQuestion

_PATIENCE_SECONDS = 120
_STATES = {
    "waiting": "No worker has answered yet; ask again later, and it is not paid twice.",
    "not_in_call": "Not in this call.",
    "unsupported": "No answer: a model said something, but no word of the call supports it.",
}


def ask_call(
    call_id: str,
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Ask a question about a call; the answer stands beside the words it rests on."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.domain.call_question import QUESTION_CHARACTERS
    from callinsight.services import services

    if not 0 < len(question.strip()) <= QUESTION_CHARACTERS:
        raise typer.BadParameter(f"1 to {QUESTION_CHARACTERS} characters", param_hint="QUESTION")

    async def asked() -> "tuple[CallQuestion, bool]":
        questions = services().call_questions
        kept = await questions.ask(call_id, question, author=COMMAND.name)
        if kept.state != "waiting":
            return kept, True
        await services().audit.note(COMMAND, "call.ask", call_id)
        if services().language_model is not None:
            return await _here(questions, kept), False
        await questions.start(kept)
        return await _by_a_worker(questions, kept), False

    answered, known = asyncio.run(asked())
    if as_json:
        print(json.dumps(answered.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        _print(answered, known=known)


async def _here(questions: "CallQuestions", asked: "CallQuestion") -> "CallQuestion":
    """Ask the provider here; a question without an answer does not seem to wait for a worker."""
    from callinsight.domain.errors.base import CallInsightError

    try:
        return await questions.answer(asked.call_id, asked.question_id)
    except CallInsightError as stopped:
        await questions.give_up(asked.call_id, asked.question_id, stopped)
        raise


async def _by_a_worker(questions: "CallQuestions", asked: "CallQuestion") -> "CallQuestion":
    """Wait for a worker, which has the key that this shell lacks."""
    for _ in range(_PATIENCE_SECONDS):
        await asyncio.sleep(1)
        seen = await questions.get(asked.call_id, asked.question_id)
        if seen.state != "waiting":
            return seen
    return asked


def _print(question: "CallQuestion", *, known: bool) -> None:
    from callinsight.cli.answers import answer_lines
    from callinsight.cli.tables import harmless, money

    said = _STATES.get(question.state) or question.answer or question.hint or question.failure
    print(harmless(said or ""))
    if question.state == "answered":
        for line in answer_lines([dict(claim) for claim in question.claims]):
            print(f"  {harmless(line)}")
    if known:
        print("Asked before; nothing is paid again.")
    elif question.cost_usd:
        print(f"cost {money(question.cost_usd)}")
