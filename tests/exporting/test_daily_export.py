"""A file per day, as a stranger reads it: by DuckDB, from the folder."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from callinsight.adapters.export_folder import ExportFolder
from callinsight.domain.answer_form import form_at
from callinsight.domain.call import Call
from callinsight.domain.call_columns import COLUMNS
from callinsight.domain.erasure import tombstone
from callinsight.domain.evaluation import Evaluation, ScoreOverride
from callinsight.domain.profile import load_profile
from callinsight.domain.question import answer_schema
from callinsight.domain.status import Status
from callinsight.exporting.daily import DailyExport
from callinsight.output_schema import require_fitting, unfitting
from callinsight.services import Services
from callinsight.shipped import SHIPPED
from tests.builders import a_queued_call

PAGE = (SHIPPED.parent / "docs" / "export.md").read_text()
DAY = date(2026, 11, 26)
FIRST = datetime(2026, 11, 26, tzinfo=UTC)
LAST = datetime(2026, 11, 26, 23, 59, 59, 999999, tzinfo=UTC)
ANALYSIS: dict[str, Any] = {
    "mode": "separate",
    "quality": "final",
    "answers": {"resolved": "yes", "summary": "Grüße, 'quoted' \"words\"\nand a line"},
    "checks": [{"name": "greeting", "passed": False}],
    "keyword_hits": [{"topic": "price"}, {"topic": "price"}, {"topic": "refund"}],
    "provenance": {"engine": "fake", "model": "m-1", "profile_version": 3, "prompt_sha256": "p"},
}

ATHENA = {"json": "string", "integer": "int", "strings": "array<string>"} | {
    kind: kind for kind in ("string", "double", "timestamp")
}
LISTED = {"topic": "refund", "outcome": "yes", "flags": ["failed_check"]}


@pytest.fixture
def export(services: Services, tmp_path: Path) -> DailyExport:
    return services.daily_export_to(ExportFolder(tmp_path))


async def a_call_at(world: Services, moment: datetime, **fields: Any) -> Call:
    call = a_queued_call(moment, created_at=moment, **fields)
    await world.calls.add(call)
    return call


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers about the exported files."""
    return duckdb.sql(query.replace("exports/calls", str(folder))).fetchall()


def test_the_page_names_every_column_with_its_type_and_meaning() -> None:
    told = re.findall(r"^\| `([a-z0-9_]+)` \| ([a-z]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert told == [(column.name, column.kind, column.meaning) for column in COLUMNS]
    table = PAGE[PAGE.index("CREATE EXTERNAL TABLE") : PAGE.index("PARTITIONED BY")]
    assert re.findall(r"^  ([a-z0-9_]+) ([a-z<>]+),?$", table, re.MULTILINE) == [
        (column.name, ATHENA[column.kind]) for column in COLUMNS
    ]


async def test_a_files_columns_are_those_of_the_page(export: DailyExport, tmp_path: Path) -> None:
    assert await export.write(DAY) == 0
    kinds = {
        "VARCHAR": {"string", "json"},
        "INTEGER": {"integer"},
        "DOUBLE": {"double"},
        "TIMESTAMP WITH TIME ZONE": {"timestamp"},
        "VARCHAR[]": {"strings"},
    }
    found = asked(tmp_path, "DESCRIBE SELECT * FROM 'exports/calls/day=2026-11-26/part-0.parquet'")
    assert [name for name, *_ in found] == [*(column.name for column in COLUMNS), "day"]
    for (_, kind, *_), column in zip(found, COLUMNS, strict=False):
        assert column.kind in kinds[kind]


SHIPPED_DEFAULT = load_profile(yaml.safe_load((SHIPPED / "profiles" / "default.yaml").read_text()))


def an_answer_of_the_shipped_profile(status: str) -> dict[str, Any]:
    """An answer that the shipped default profile takes, in which little more is told."""
    schema = answer_schema(SHIPPED_DEFAULT)
    answers: dict[str, Any] = {
        name: [] if form.get("type") == "array" else None
        for name, form in schema["properties"].items()
    }
    answers["resolution"] = {"status": status, "evidence": None, "first_contact": None}
    require_fitting(answers, schema)
    return answers


async def test_the_pages_query_counts_calls_of_the_shipped_profile(
    services: Services, export: DailyExport, tmp_path: Path
) -> None:
    for status, moment in (("resolved", FIRST), ("resolved", LAST), ("unresolved", LAST)):
        analysis = {**ANALYSIS, "answers": an_answer_of_the_shipped_profile(status)}
        done = {"status": Status.COMPLETED, "analysis": analysis, "duration_seconds": 60.0}
        await a_call_at(services, moment, **done)
    await a_call_at(services, LAST)
    assert await export.write(DAY) == 4
    (query,) = re.findall(r"## DuckDB\n\n```sql\n(.*?)```", PAGE, re.DOTALL)
    assert asked(tmp_path, query) == [("default", 3, 3.0, 2)]


def test_what_the_pages_queries_ask_for_is_an_answer_of_the_shipped_profile() -> None:
    asked_for = re.findall(r"answers[^$\n]*'\$\.([a-z_.]+)'\)? = '([a-z]+)'", PAGE)
    assert len(asked_for) == 2
    for path, value in asked_for:
        form = form_at(answer_schema(SHIPPED_DEFAULT), f"/{path.replace('.', '/')}")
        assert form is not None
        assert unfitting(value, form) is None
        assert unfitting("no such value", form)


async def test_a_row_says_what_the_record_says(
    services: Services, export: DailyExport, tmp_path: Path
) -> None:
    await services.artifacts.put("artifacts/whole", json.dumps(ANALYSIS).encode())
    call = await a_call_at(
        services,
        FIRST,
        analysis={"artifact": "artifacts/whole", "listed": LISTED},
        metrics={"talk_ratio": {"agent": 0.6, "customer": 0.4}},
        metadata={"team": "north"},
    )
    await export.write(DAY)
    (row,) = asked(
        tmp_path,
        "SELECT call_id, created_at = TIMESTAMPTZ '2026-11-26 00:00:00+00', flags, keyword_topics,"
        " checks, talk_share_agent, metadata ->> '$.team', answers ->> '$.summary', analysis_model,"
        " analysis_profile_version, failure_code, language"
        " FROM 'exports/calls/*/*.parquet'",
    )
    assert row == (
        call.call_id, True, ["failed_check"], ["price", "refund"], '{"greeting": "failed"}', 0.6,
        "north", ANALYSIS["answers"]["summary"], "m-1", 3, None, None,
    )  # fmt: skip


EVALUATION = Evaluation.model_validate(
    {
        "profile_id": "default",
        "profile_version": 3,
        "analysis_id": "a",
        "quality": "final",
        "categories": [
            {"name": "cancellation", "applies": True},
            {"name": "waiting", "applies": False},
            {"name": "late", "applies": None, "reason": "no_times"},
        ],
        "scorecards": [
            {
                "name": "quality",
                "percent": 0.0,
                "criteria": [
                    {"name": "greeting", "weight": 1, "outcome": "failed"},
                    {"name": "closing", "weight": 1, "outcome": "failed"},
                ],
            },
            {"name": "empty", "criteria": []},
        ],
        "alerts": ["category:cancellation"],
    }
)
WORD = ScoreOverride(
    profile_id="default", scorecard="quality", criterion="greeting", outcome="passed",
    reason="It was said.", author="ann", at=FIRST,
)  # fmt: skip


async def test_what_rules_and_people_say_can_be_queried(
    services: Services, export: DailyExport, tmp_path: Path
) -> None:
    made_by = {
        **ANALYSIS["provenance"],
        "audio_sha256": "ab",
        "answer_schema": "call_analysis.v1",
        "code_version": "1.2",
    }
    finding = {"kind": "unverified_claim", "path": "/issues/0", "reason": "not_said"}
    await a_call_at(
        services,
        FIRST,
        analysis={**ANALYSIS, "provenance": made_by, "findings": [finding]},
        evaluation=EVALUATION,
        score_overrides=(WORD,),
    )
    await a_call_at(services, LAST)
    await export.write(DAY)
    seen, unseen = asked(
        tmp_path,
        "SELECT categories, unknown_categories, (scores ->> '$.quality')::DOUBLE, failed_criteria,"
        " overridden_criteria, alerts, findings ->> '$[0].reason', audio_sha256, answer_schema,"
        " code_version FROM 'exports/calls/*/*.parquet' ORDER BY created_at",
    )
    assert seen == (
        ["cancellation"], ["late"], 50.0, ["quality/closing"], ["quality/greeting"],
        ["category:cancellation"], "not_said", "ab", "call_analysis.v1", "1.2",
    )  # fmt: skip
    assert set(unseen) == {None}


async def test_only_calls_of_the_day_are_in_its_file_however_many_pages_there_are(
    services: Services, export: DailyExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.exporting.reading.PAGE", 2)
    await a_call_at(services, datetime(2026, 11, 25, 23, 59, 59, 999999, tzinfo=UTC))
    await a_call_at(services, datetime(2026, 11, 27, tzinfo=UTC))
    made = {(await a_call_at(services, moment)).call_id for moment in (FIRST, FIRST, LAST)}
    assert await export.write(DAY) == 3
    rows = asked(tmp_path, "SELECT call_id FROM 'exports/calls/*/*.parquet'")
    assert {call_id for (call_id,) in rows} == made


async def test_a_day_that_is_written_again_is_the_same_file_until_a_call_is_erased(
    services: Services, export: DailyExport, tmp_path: Path
) -> None:
    call = await a_call_at(services, FIRST, analysis=ANALYSIS)
    await a_call_at(services, LAST)
    written = []
    for _ in range(2):
        await export.write(DAY)
        (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
        written.append(file.read_bytes())
    assert written[0] == written[1]
    assert (await services.calls.apply(tombstone(call, services.clock()))) is not None
    assert await export.write(DAY) == 1
    assert call.call_id.encode() not in file.read_bytes()


async def test_what_changed_on_a_day_names_the_older_days_that_are_written_with_it(
    services: Services, export: DailyExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.exporting.daily._CHANGES", 1)
    older = [
        a_queued_call(FIRST, created_at=datetime(2026, 11, day, 12, tzinfo=UTC))
        for day in (3, 3, 9)
    ]
    for call in older:
        await services.calls.add(call)
    await a_call_at(services, datetime(2026, 11, 20, tzinfo=UTC))
    erased = await services.calls.apply(tombstone(older[2], LAST))
    assert erased is not None
    assert [day.day for day in await export.days_of(DAY)] == [3, 9, 26]
