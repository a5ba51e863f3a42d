"""`callinsight calls list`."""

from dataclasses import replace
from pathlib import Path

import pytest

from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.ports.calls import CallPage, CallQuery
from callinsight.services import Services, using
from tests.builders import fake_services
from tests.cli.calls import a_call_that_ran, a_waiting_call
from tests.cli.conftest import Command
from tests.fakes.calls import FakeCallStore
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.exports import FakeExportStore

UNKNOWN_ID = "0" * 26


class ShortPages(FakeCallStore):
    """A table whose pages end early, as DynamoDB's do when a filter leaves little of them."""

    async def list_calls(self, query: CallQuery) -> CallPage:
        return await super().list_calls(replace(query, limit=min(query.limit, 2)))


def test_a_list_shows_a_line_per_call_newest_first(
    callinsight: Command, services: Services
) -> None:
    older = a_call_that_ran(services)
    newer = a_waiting_call(services)
    answer = callinsight("calls", "list")
    assert (answer.code, answer.err) == (0, "")
    header, first, second = answer.out.splitlines()
    assert header.split() == [
        "CALL", "CREATED", "STATUS", "WHY", "LENGTH", "PROFILE", "COST", "FILE",
    ]  # fmt: skip
    assert first.split()[0] == newer.call_id
    assert second.split() == [
        older.call_id, f"{older.created_at:%m-%d}", f"{older.created_at:%H:%M}",
        "Completed", "1:00", "default@1", f"${older.cost_usd:.4f}", "call.wav",
    ]  # fmt: skip


def test_a_failed_call_says_why(callinsight: Command, services: Services) -> None:
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.fail_with(ProviderRefusedError("no"))
    a_call_that_ran(services)
    assert "Failed  provider_refused" in callinsight("calls", "list").out


def test_a_list_is_one_document_for_programs(callinsight: Command, services: Services) -> None:
    call = a_call_that_ran(services)
    answer = callinsight("calls", "list", "--json")
    (row,) = answer.document["calls"]
    assert (row["call_id"], row["status"], row["attempt"]) == (call.call_id, "Completed", 1)
    assert not {"fence", "owner", "recording", "metadata"} & set(row)


def test_an_empty_list_is_an_empty_document_or_only_a_header(
    callinsight: Command, services: Services
) -> None:
    assert callinsight("calls", "list", "--json").document == {"calls": []}
    assert len(callinsight("calls", "list").out.splitlines()) == 1


def test_lists_are_filtered_and_limited(callinsight: Command, services: Services) -> None:
    done = a_call_that_ran(services)
    waiting = a_waiting_call(services)

    def ids(*options: str) -> list[str]:
        rows = callinsight("calls", "list", "--json", *options).document["calls"]
        return [row["call_id"] for row in rows]

    assert ids() == [waiting.call_id, done.call_id]
    assert ids("--status", "Completed") == ids("--status", "completed") == [done.call_id]
    assert ids("--profile", "default", "--status", "Queued") == [waiting.call_id]
    assert ids("--profile", "nobody") == []
    assert ids("--limit", "1") == [waiting.call_id]


@pytest.mark.parametrize(("limit", "count"), [(20, 5), (3, 3)])
def test_a_list_goes_on_where_a_page_of_the_table_ends_early(
    callinsight: Command, limit: int, count: int
) -> None:
    with using(fake_services(calls=ShortPages())) as world:
        made = [a_waiting_call(world).call_id for _ in range(5)]
        rows = callinsight("calls", "list", "--json", "--limit", limit).document["calls"]
    assert [row["call_id"] for row in rows] == made[::-1][:count]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--status", "done"], "Invalid value for --status: one of PendingUpload, Uploading"),
        (["--status", ""], "Invalid value for --status"),
        (["--limit", "0"], "Invalid value for '--limit'"),
        (["--limit", "many"], "Invalid value for '--limit'"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_options_are_named(
    callinsight: Command, services: Services, options: list[str], words: str
) -> None:
    answer = callinsight("calls", "list", *options)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.told


@pytest.mark.parametrize(("form", "lines"), [("csv", 3), ("jsonl", 2)])
def test_a_list_is_exported_to_a_file(
    callinsight: Command, services: Services, tmp_path: Path, form: str, lines: int
) -> None:
    calls = [a_call_that_ran(services), a_waiting_call(services)]
    file = tmp_path / "calls"
    answer = callinsight("calls", "export", "--format", form, "--output", str(file))
    assert (answer.code, answer.err) == (0, "")
    written = file.read_text("utf-8").splitlines()
    assert len(written) == lines
    assert all(call.call_id in line for call, line in zip(calls, written[::-1], strict=False))


def test_parquet_is_written_for_each_day_to_a_folder_or_to_the_bucket(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    a_call_that_ran(services)
    assert isinstance(services.export_store, FakeExportStore)
    options = ["--format", "parquet", "--from", "2026-11-01", "--to", "2026-11-02"]
    answer = callinsight("calls", "export", *options, "--output", tmp_path / "days")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == ["2026-11-01: 0 calls", "2026-11-02: 0 calls"]
    names = [f"day=2026-11-0{day}/part-0.parquet" for day in (1, 2)]
    assert all((tmp_path / "days" / name).is_file() for name in names)
    today = f"{services.clock():%Y-%m-%d}"
    answer = callinsight("calls", "export", "--format", "parquet", "--from", today)
    assert answer.out.splitlines() == [f"{today}: 1 calls"]
    assert [*services.export_store.files] == [f"day={today}/part-0.parquet"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "csv"], "Invalid value for --output: needed, unless"),
        (["--format", "parquet", "--search", "x"], "Invalid value for --search: a parquet file"),
        (
            ["--format", "parquet", "--from", "2026-11-02", "--to", "2026-11-01"],
            "Invalid value for --from: lies behind --to",
        ),
    ],
)
def test_what_an_export_cannot_do_is_said(
    callinsight: Command, services: Services, options: list[str], words: str
) -> None:
    answer = callinsight("calls", "export", *options)
    assert answer.code == 2
    assert words in answer.told


def test_a_list_is_of_one_customer(callinsight: Command, services: Services) -> None:
    a_waiting_call(services)
    assert callinsight("calls", "list", "--json", "--customer", "nobody").document["calls"] == []


def test_a_list_says_that_there_are_more(callinsight: Command, services: Services) -> None:
    for _ in range(3):
        a_waiting_call(services)
    assert "There are more than these 2" in callinsight("calls", "list", "--limit", "2").err
    assert callinsight("calls", "list", "--limit", "3").err == ""


def test_a_list_is_narrowed_as_on_the_page(callinsight: Command, services: Services) -> None:
    call = a_call_that_ran(services)

    def found(*options: str) -> bool:
        return call.call_id in callinsight("calls", "list", *options).out

    day = f"{call.created_at:%Y-%m-%d}"
    assert found("--search", "CALL.wav", "--from", day)
    assert not found("--search", "nothing")
    assert not found("--to", "2020-01-01")
    assert not found("--flag", "Draft")
    wrong = callinsight("calls", "list", "--flag", "nonsense")
    assert (wrong.code, "--flag" in wrong.err) == (2, True)
