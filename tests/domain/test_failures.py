"""Failures: what is stored of an error, and those no exception carries."""

import pytest

from callinsight.domain import failures
from callinsight.domain.call import Failure
from callinsight.domain.errors.base import InternalError, ServiceUnavailableError, Superseded
from callinsight.domain.errors.recording import RecordingEmptyError
from callinsight.domain.failures import failure_of

READY_MADE = [value for value in vars(failures).values() if isinstance(value, Failure)]


def test_an_error_of_ours_is_stored_with_its_code_message_and_hint() -> None:
    error = RecordingEmptyError("The recording has no bytes.")
    assert failure_of(error, "fetch_audio") == Failure(
        step="fetch_audio",
        code="recording_empty",
        message="The recording has no bytes.",
        retryable=False,
        hint=RecordingEmptyError.hint,
    )


def test_an_error_that_may_pass_is_stored_as_retryable() -> None:
    failure = failure_of(ServiceUnavailableError("Down.", 3.0), "transcribe")
    assert failure.retryable
    assert failure.message == "Down."


def test_an_unknown_exception_tells_its_type_and_never_its_text() -> None:
    failure = failure_of(KeyError("what the caller said"), "analyze")
    assert failure.code == "internal"
    assert "KeyError" in failure.message
    assert "caller" not in failure.model_dump_json()
    assert failure.hint == InternalError.hint


def test_a_failure_outside_an_execution_has_no_step() -> None:
    assert failure_of(Superseded("Gone."), None).step is None


@pytest.mark.parametrize("failure", READY_MADE, ids=lambda failure: failure.message)
def test_a_ready_made_failure_has_a_sentence_and_no_step(failure: Failure) -> None:
    assert failure.message.endswith(".")
    assert failure.step is None
    assert failure.hint.endswith(".") or failure is failures.ERASED
