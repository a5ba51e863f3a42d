"""Questions that people ask of one call: kept, answered once, and found again."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.analysis import Counted
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.call_question import (
    CallQuestion,
    question_about,
    question_id,
    state_of,
)
from callinsight.domain.checking import checked
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.call import (
    CallNotFoundError,
    ConflictError,
    DraftError,
    QuestionNotFoundError,
    ResultMissingError,
)
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.errors.provider import BudgetUsedUpError
from callinsight.domain.instant import instant_text
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.transcript_parts import transcript_parts
from callinsight.facts import unsaid_facts
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.call_questions import CallQuestionStore, QuestionRuns
from callinsight.ports.calls import CallStore
from callinsight.ports.engines import LanguageModel
from callinsight.profiles import Profiles
from callinsight.redaction import redacted_text
from callinsight.spoken_quotes import in_full
from callinsight.steps.asking import AnswerOf, Answers, Asking
from callinsight.steps.booking import Bill, Booking
from callinsight.steps.computing import computed
from callinsight.steps.labelling import stored_transcript
from callinsight.steps.lone_answers import LoneAnswers

MOST_A_DAY = 50  # of one call: a loop must not spend without an end
_DAY = timedelta(days=1)


class _Matter(NamedTuple):
    """What a question is about."""

    call: Call
    summary: TranscriptSummary
    profile: Profile


class CallQuestions:
    """Keeps questions, and answers them with the model of the call's profile.

    `model` is looked up only to answer: who asks needs no key of a provider.
    """

    def __init__(
        self,
        calls: CallStore,
        store: CallQuestionStore,
        runs: QuestionRuns,
        profiles: Profiles,
        artifacts: ArtifactStore,
        model: Callable[[], LanguageModel | None],
        answers: LoneAnswers,
        booking: Booking,
        prices: PriceTable,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._store = store
        self._runs = runs
        self._profiles = profiles
        self._artifacts = artifacts
        self._model = model
        self._answers = answers
        self._booking = booking
        self._prices = prices
        self._clock = clock

    async def of_call(self, call_id: str) -> Sequence[CallQuestion]:
        """Return the questions of a call, newest first; raises `CallNotFoundError`."""
        await self._existing(call_id)
        return await self._store.questions_of(call_id)

    async def get(self, call_id: str, question: str) -> CallQuestion:
        """Return a question as it is now; raises `CallNotFoundError`, `QuestionNotFoundError`."""
        await self._existing(call_id)
        found = await self._store.get_question(call_id, question)
        if found is None:
            raise QuestionNotFoundError("Nobody asked this question of the call.")
        return found

    async def ask(self, call_id: str, text: str, *, author: str) -> CallQuestion:
        """Keep a question that is to be answered; one that was answered is returned as it is.

        Raises `CallNotFoundError`, `ResultMissingError` without a transcript, and `ConflictError`
        for a draft, and beyond 50 questions a day.
        """
        matter = await self._matter(call_id)
        asked = _redacted(text.strip(), matter)
        name = question_id(
            asked, matter.summary.sha256, matter.profile.openai_model, _shaping(matter.profile)
        )
        known = await self._store.get_question(call_id, name)
        if known is not None and known.state not in {"failed", "waiting"}:
            return known
        await self._require_room(call_id)
        question = CallQuestion(
            question_id=name,
            call_id=call_id,
            text=asked,
            author=author,
            asked_at=self._clock(),
            transcript_sha256=matter.summary.sha256,
        )
        await self._keep(question)
        return question

    async def start(self, question: CallQuestion) -> None:
        """Have a question answered by a worker."""
        asked = instant_text(question.asked_at)
        await self._runs.start_question(question.call_id, question.question_id, asked)

    async def answer(self, call_id: str, question: str) -> CallQuestion:
        """Answer a question that waits, here and now; each request of it is paid once.

        Raises what `get` and `ask` raise, and what stops a request.
        """
        waiting = await self.get(call_id, question)
        if waiting.state not in {"waiting", "failed"}:
            return waiting
        model = self._model()
        if model is None:
            raise ModelMissingError("No language model is set up here.")
        matter = await self._matter(call_id)
        answered = await self._answered(waiting, matter, model)
        await self._keep(answered)
        return answered

    async def give_up(self, call_id: str, question: str, why: CallInsightError) -> None:
        """Note why a question has no answer; it may be asked again."""
        waiting = await self.get(call_id, question)
        told = {"state": "failed", "failure": why.code, "hint": f"{why} {_hint(why)}".strip()}
        await self._keep(waiting.model_copy(update=told))

    async def _answered(
        self, question: CallQuestion, matter: _Matter, model: LanguageModel
    ) -> CallQuestion:
        transcript = await stored_transcript(self._artifacts, matter.summary)
        parts = transcript_parts(transcript, matter.profile.part_characters)
        answers = Answers(parts=len(parts))
        asking = Asking(model, self._answer_of(question, matter, model), _nothing_to_note)
        said = await asking.answer(
            matter.profile, question_about(question.text), parts, question.question_id, answers
        )
        written = in_full(transcript.language)
        found = await computed(checked, said, transcript, facts=unsaid_facts, written=written)
        return question.model_copy(
            update={
                "state": state_of(found.answers),
                "answer": found.answers.get("answer"),
                "claims": tuple(found.answers.get("claims") or ()),
                "findings": found.findings,
                "model": answers.model,
                "transcript_sha256": matter.summary.sha256,
                "cost_usd": self._prices.answers_usd(answers.counted),
                "failure": None,
                "hint": None,
            }
        )

    def _answer_of(self, question: CallQuestion, matter: _Matter, model: LanguageModel) -> AnswerOf:
        async def answer_of(request: ModelRequest, own: str) -> tuple[bytes, bool]:
            def bill(repeated: int) -> Bill:
                return self._booking.of_question(
                    question.call_id,
                    own,
                    matter.profile,
                    model,
                    request,
                    repeats=lambda: repeated,
                    now=self._clock,
                    step="ask",
                )

            send = partial(model.request, request)
            return await self._answers.answer(question.call_id, own, send, bill, lane="live")

        return answer_of

    async def _matter(self, call_id: str) -> _Matter:
        call = await self._existing(call_id)
        if call.transcript is None:
            raise ResultMissingError("The call has no transcript yet.")
        if call.transcript.quality == "draft":
            raise DraftError("The transcript is a draft, about which no model is asked.")
        return _Matter(call, call.transcript, await self._profiles.of(call))

    async def _existing(self, call_id: str) -> Call:
        call = await self._calls.get(call_id)
        if call is None or call.erased_at is not None:
            raise CallNotFoundError("There is no such call.")
        return call

    async def _require_room(self, call_id: str) -> None:
        since = self._clock() - _DAY
        asked = [each.asked_at >= since for each in await self._store.questions_of(call_id)]
        if sum(asked) >= MOST_A_DAY:
            raise ConflictError(f"A call is asked at most {MOST_A_DAY} questions a day.")

    async def _keep(self, question: CallQuestion) -> None:
        await self._existing(question.call_id)
        await self._store.put_question(question)


def _redacted(text: str, matter: _Matter) -> str:
    wish = matter.profile.redaction
    return redacted_text(text, wish, matter.summary.language) if wish else text


def _shaping(profile: Profile) -> dict[str, object]:
    """Return what of a profile shapes an answer to any question."""
    names = ("temperature", "reasoning_effort", "max_output_tokens", "part_characters")
    return {name: getattr(profile, name) for name in names if getattr(profile, name) is not None}


def _nothing_to_note(_counted: Sequence[Counted]) -> None:
    """The ledger notes what is spent."""


def _hint(why: CallInsightError) -> str:
    """Calls are tried again by themselves; a question is asked again by whoever wants to know."""
    if isinstance(why, BudgetUsedUpError):
        return "Ask again once the budget is raised, or after 00:00 UTC."
    return "Ask again later." if isinstance(why, RetryableError) else why.hint
