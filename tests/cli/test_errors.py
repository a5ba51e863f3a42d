"""What a person reads when something goes wrong."""

import pytest

from callinsight.cli import call_lists
from callinsight.cli.errors import plain_errors
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError, Superseded
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.errors.deployment import SettingsError
from callinsight.local.layout import PortTakenError
from callinsight.services import Services
from tests.cli.conftest import Command


class HintlessError(CallInsightError):
    """An error about which nothing can be done."""

    code = "hopeless"
    hint = ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConflictError("The call is busy."), 1),
        (ServiceUnavailableError("The call is busy.", 5.0), 1),
        (Superseded("The call is busy."), 1),
        (SettingsError("The call is busy."), 2),
        (PortTakenError("The call is busy."), 2),
    ],
)
def test_an_error_of_ours_is_its_sentence_and_its_hint(
    capsys: pytest.CaptureFixture[str], error: CallInsightError, code: int
) -> None:
    with pytest.raises(SystemExit) as ended, plain_errors():
        raise error
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (code, "")
    sentence, hint = written.err.splitlines()
    assert sentence == f"Error: The call is busy. ({error.code})"
    if error.retryable:  # nothing goes on by itself behind a command that has ended
        assert "Try again" in hint
    else:
        assert hint == f"Hint: {error.hint}"


def test_an_error_without_a_hint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, plain_errors():
        raise HintlessError("Nothing helps.")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "Error: Nothing helps. (hopeless)\n"


def test_an_unexpected_error_names_its_type_and_place_but_not_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, plain_errors():
        raise KeyError("canary")
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (1, "")
    first, hint = written.err.splitlines()
    assert first.startswith(f"Error: An unexpected KeyError at {__file__}:")
    assert hint.startswith("Hint: Please report this")
    assert "canary" not in written.err
    assert "Traceback" not in written.err


def test_what_goes_well_prints_nothing_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_errors():
        done = True
    assert done
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("wanted", [SystemExit(3), KeyboardInterrupt()])
def test_an_end_that_somebody_wants_is_no_error(
    capsys: pytest.CaptureFixture[str], wanted: BaseException
) -> None:
    with pytest.raises(type(wanted)) as ended, plain_errors():
        raise wanted
    assert ended.value is wanted
    assert capsys.readouterr().err == ""


def test_a_command_that_breaks_leaves_no_traceback(
    callinsight: Command, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise RuntimeError("canary")

    monkeypatch.setattr(call_lists, "use_running_stack", broken)
    answer = callinsight("calls", "list")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: An unexpected RuntimeError at ")
    assert "canary" not in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("arguments", [("nosuch",), ("calls", "nosuch"), ("--nosuch",)])
def test_an_unknown_command_is_wrong_usage(
    callinsight: Command, arguments: tuple[str, ...]
) -> None:
    answer = callinsight(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "nosuch" in answer.told


def test_a_wrong_setting_stops_a_command_with_its_name(
    callinsight: Command, own_services: None
) -> None:
    answer = callinsight("queue", "status")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Error: The setting ARTIFACTS_BUCKET is missing. (settings)\n")
