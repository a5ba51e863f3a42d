"""What cannot be done with a call, or found of it."""

from callinsight.domain.errors.base import PermanentError, RetryableError


class StepDeadlineError(RetryableError):
    """The step took longer, over all its tries, than it may."""

    code = "step_deadline"


class CallNotFoundError(PermanentError):
    """There is no such call, or it was erased."""

    code = "call_not_found"
    hint = "Check the call id; `callinsight calls list` shows what is there."


class ResultMissingError(PermanentError):
    """The call has no such result: it has not come so far, or failed before."""

    code = "result_missing"
    hint = "Look at the call's status; a failed call can be run again."


class ProviderAnswerMissingError(ResultMissingError):
    """No provider answered for the call, or it answered in several pieces."""

    code = "provider_answer_missing"
    hint = (
        "Only a recording that a provider transcribed in one piece has one; the call's transcript "
        "has every word."
    )


class AnalysisNotFoundError(PermanentError):
    """The call has no analysis with this id."""

    code = "analysis_not_found"
    hint = "The call's list of analyses has their ids."


class LineageMissingError(PermanentError):
    """A request of an analysis cannot be made again: something that shaped it is gone."""

    code = "lineage_missing"
    hint = "`callinsight calls explain` says what is gone."


class CriterionNotFoundError(PermanentError):
    """The call's scorecards have no such criterion."""

    code = "criterion_not_found"
    hint = "The call's evaluation names its scorecards and their criteria."


class AnswerNotFoundError(PermanentError):
    """The call's analysis has no such field."""

    code = "answer_not_found"
    hint = "The call's analysis names its fields; lists are put right as a whole."


class CorrectionInvalidError(PermanentError):
    """What a person put in an answer's place does not have the answer's form."""

    code = "correction_invalid"
    hint = "`GET /calls/{call_id}/answers/schema` tells the form of every answer."


class DeliveryNotFoundError(PermanentError):
    """No delivery has this id; they are kept for 30 days."""

    code = "delivery_not_found"
    hint = "List the deliveries; they are kept for 30 days."


class ConflictError(PermanentError):
    """The call is in no state for what was asked, or changed at the same moment."""

    code = "conflict"
    hint = "Look at the call's status, then ask again."


class DraftError(ConflictError):
    """The transcript is a draft, of which nothing can be asked or said."""

    code = "draft_transcript"
    hint = "Set the key of a transcriber, and run the call again from the step transcribe."


class CallHeldError(ConflictError):
    """The call is under a legal hold, so that nobody can erase it."""

    code = "call_held"
    hint = "Its page says why it is held; an administrator releases it with `callinsight calls release`."


class RolesUnknownError(ConflictError):
    """Nobody in the call is known as agent or customer, so that nothing can be exchanged."""

    code = "roles_unknown"
    hint = "Two voices that are told apart have roles: see `diarize` and `infer_roles` in docs/profiles.md."


class TooMuchMetadataError(PermanentError):
    """The call's metadata would have more names than it may."""

    code = "metadata_too_much"
    hint = "Remove names first: null as a value deletes one."


class QuestionNotFoundError(PermanentError):
    """No such question of the call."""

    code = "question_not_found"
    hint = "Ask it, or look at the call's list of questions."


class CursorError(PermanentError):
    """A list cursor that was not issued for this list."""

    code = "cursor_invalid"
    hint = "Start the list again without a cursor."


class IdempotencyKeyReusedError(PermanentError):
    """An Idempotency-Key that was used for another request within a day."""

    code = "idempotency_key_reused"
    hint = "Use a new key for a new call; repeat a request with its key and the same body."


class CallEndedError(PermanentError):
    """The call is Completed or Failed: nothing of it runs or waits."""

    code = "call_ended"
    hint = "Re-run the call to do it again, or delete it."
