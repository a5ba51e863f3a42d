"""Tables on a terminal and in a pipe."""

import pytest

from callinsight.cli.tables import call_rows, length, money, print_table
from callinsight.domain.call import Call, Failure
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call
from tests.cli.conftest import unstyled

LONG_CODE = "provider_quota_exhausted"


@pytest.fixture
def calls() -> list[Call]:
    """A call whose every column is filled, and one that has only begun to be one."""
    failure = Failure(code=LONG_CODE, message="no")
    failed = a_queued_call(
        status=Status.FAILED, duration_seconds=3671.2, cost_usd=0.01234, failure=failure
    )
    new = a_queued_call(
        profile_id="sales", profile_version=None, status_reason="budget", file_name=None
    )
    return [failed, new]


def test_a_call_is_a_row_of_what_is_known_of_it(calls: list[Call]) -> None:
    _, (failed, new) = call_rows(calls)
    created = f"{NOON:%m-%d %H:%M}"
    assert failed[1:] == [
        created, "Failed", LONG_CODE, "61:11", "default@1", "$0.0123", "call.wav",
    ]  # fmt: skip
    assert new[1:] == [created, "Queued", "budget", "", "sales", "", ""]


def test_a_pipe_gets_everything_one_line_per_row(
    calls: list[Call], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_table(*call_rows(calls))
    _, failed, new = capsys.readouterr().out.splitlines()
    assert failed.split()[0] == calls[0].call_id
    assert failed.rstrip().endswith("call.wav")
    assert new.split() == [calls[1].call_id, "11-23", "12:00", "Queued", "budget", "sales"]


@pytest.mark.parametrize("columns", [80, 60])
def test_a_terminal_cuts_what_is_too_wide_but_no_id(
    calls: list[Call],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    print_table(*call_rows(calls), whole=4)
    lines = unstyled(capsys.readouterr().out).splitlines()
    assert [line.split()[0] for line in lines] == ["CALL", calls[0].call_id, calls[1].call_id]
    assert all(len(line) <= columns for line in lines)
    if columns == 80:
        assert f"Failed  {LONG_CODE}" in lines[1]


def test_cells_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["NAME"], [["[red]a[/b]"], ["\x1b[31mb"]])
    assert capsys.readouterr().out.split() == ["NAME", "[red]a[/b]", "�[31mb"]


def test_a_table_without_rows_is_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["ONE", "TWO"], [])
    assert capsys.readouterr().out.split() == ["ONE", "TWO"]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, ""), (0.0, "0:00"), (59.9, "0:59"), (61.0, "1:01")]
)
def test_a_length_is_minutes_and_seconds(seconds: float | None, shown: str) -> None:
    assert length(seconds) == shown


@pytest.mark.parametrize(("usd", "shown"), [(None, ""), (0.0, "$0.0000"), (1.5, "$1.5000")])
def test_an_unknown_amount_is_empty_and_nothing_is_a_zero(usd: float | None, shown: str) -> None:
    assert money(usd) == shown
