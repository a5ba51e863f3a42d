"""The columns of exported calls: their names, their types and what they mean.

`ROW` is what lists show of a call, in every form of export. `COLUMNS` adds what was found out, in columns
that are the same for all profiles: whatever differs between them stands in columns of JSON.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from callinsight.domain import evaluation_cells as evaluated
from callinsight.domain.call import Call
from callinsight.domain.export_columns import audio_hash, check_words, keyword_topics
from callinsight.domain.listing import running_step

Kind = Literal["string", "integer", "double", "timestamp", "strings", "json"]


@dataclass(frozen=True)
class Column:
    """One column; what it reads from must be a call with its whole analysis."""

    name: str
    kind: Kind
    meaning: str
    of: Callable[[Call], Any]


def _own(name: str, kind: Kind, meaning: str) -> Column:
    return Column(name, kind, meaning, lambda call: getattr(call, name))


def _failure(name: str, meaning: str) -> Column:
    return Column(
        f"failure_{name}", "string", meaning, lambda call: getattr(call.failure, name, None)
    )


def _transcript(name: str, kind: Kind, meaning: str, *, column: str = "") -> Column:
    return Column(column or name, kind, meaning, lambda call: getattr(call.transcript, name, None))


def _analysis(name: str, meaning: str, *, column: str) -> Column:
    return Column(column, "string", meaning, lambda call: (call.analysis or {}).get(name))


def _provenance(name: str, kind: Kind, meaning: str, *, column: str) -> Column:
    def read(call: Call) -> Any:
        return ((call.analysis or {}).get("provenance") or {}).get(name)

    return Column(column, kind, meaning, read)


def _talk_share(speaker: str) -> Column:
    def read(call: Call) -> Any:
        return ((call.metrics or {}).get("talk_ratio") or {}).get(speaker)

    return Column(f"talk_share_{speaker}", "double", f"share of the {speaker}'s talk, 0 to 1", read)


def _evaluated(name: str, meaning: str) -> Column:
    return Column(name, "strings", meaning, getattr(evaluated, name))


def _findings(call: Call) -> str | None:
    found = (call.analysis or {}).get("findings")
    return None if found is None else json.dumps(found, ensure_ascii=False)


def _json(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


ROW = (
    _own("call_id", "string", "the call's id, a ULID"),
    _own("status", "string", "one of the ten statuses"),
    _own("status_reason", "string", "why it waits, if it waits"),
    _own("created_at", "timestamp", "when the call came in; its day is the partition"),
    _own("updated_at", "timestamp", "when anything of it changed last"),
    _own("file_name", "string", "the recording's name"),
    _own("duration_seconds", "double", "how long the recording is"),
    _own("profile_id", "string", "the profile it is analyzed with"),
    _own("profile_version", "integer", "the version of that profile"),
    _own("priority", "string", "`live` or `backfill`"),
    _own("attempt", "integer", "how often it was queued or run on purpose"),
    _own("cost_usd", "double", "what providers were paid; null if a part is unknown"),
    _own("customer", "string", "as the metadata say"),
    _own("agent", "string", "as the metadata say"),
    _own("direction", "string", "as the metadata say"),
    _own("topic", "string", "as the analysis answers, in at most 200 characters"),
    _own("outcome", "string", "as the analysis answers, in at most 200 characters"),
    _own("flags", "strings", "what somebody should look at"),
    _own("status_since", "timestamp", "when the present status began"),
    Column("step", "string", "the step that is running", lambda call: running_step(call.status)),
    _failure("step", "the step that failed"),
    _failure("code", "the stable name of the failure"),
    _failure("message", "the failure in words"),
    _failure("hint", "what can be done about it"),
)

COLUMNS = (
    *ROW,
    _transcript("language", "string", "the language that was heard"),
    _transcript("turns", "integer", "turns of the transcript"),
    _transcript("words", "integer", "words of the transcript"),
    _transcript("engine", "string", "who transcribed", column="transcription_engine"),
    _transcript("model", "string", "... with which model", column="transcription_model"),
    _transcript("quality", "string", "`final`, or `draft`", column="transcript_quality"),
    _transcript("sha256", "string", "the transcript's hash", column="transcript_sha256"),
    _analysis("mode", "`comprehensive`, `separate` or `rules`", column="analysis_mode"),
    _provenance("engine", "string", "who analyzed; `rules`: no model", column="analysis_engine"),
    _provenance("model", "string", "the model, by its own word", column="analysis_model"),
    _provenance(
        "profile_version",
        "integer",
        "the profile's version that the analysis was made with",
        column="analysis_profile_version",
    ),
    _provenance("prompt_sha256", "string", "hash of all that was asked", column="prompt_sha256"),
    Column(
        "answers",
        "json",
        "object: the answers by field",
        lambda call: _json((call.analysis or {}).get("answers")),
    ),
    Column(
        "unanswerable",
        "json",
        "array: fields without an answer, each with the reason",
        lambda call: _json((call.analysis or {}).get("unanswerable")),
    ),
    Column(
        "checks",
        "json",
        "object: `passed` or `failed` by check; null for drafts",
        lambda call: _json(check_words(call.analysis or {})),
    ),
    Column(
        "keyword_topics",
        "strings",
        "topics of which a phrase was said",
        lambda call: keyword_topics(call.analysis or {}),
    ),
    _talk_share("agent"),
    _talk_share("customer"),
    Column("metrics", "json", "object: all metrics", lambda call: _json(call.metrics)),
    Column("metadata", "json", "object: the recording's metadata", lambda call: _json(call.metadata)),
    _evaluated("categories", "categories that apply"),
    _evaluated("unknown_categories", "categories of which nobody can know whether they apply"),
    Column(
        "scores",
        "json",
        "object: percent by scorecard, with what people put right; null: nothing was applicable",
        lambda call: _json(evaluated.scores(call)),
    ),
    _evaluated("failed_criteria", "criteria that failed, as `scorecard/criterion`"),
    _evaluated("overridden_criteria", "... those that a person put right"),
    _evaluated("alerts", "alerts the analysis raised, such as `category:cancellation`"),
    Column(
        "findings",
        "json",
        "array: what the call does not bear out, each with `kind`, `path` and `reason`",
        _findings,
    ),
    Column("audio_sha256", "string", "the hash of the recording's bytes", audio_hash),
    _provenance(
        "answer_schema",
        "string",
        "`call_analysis.v1`; null: all questions were the profile's own",
        column="answer_schema",
    ),
    _provenance("code_version", "string", "the code that analyzed", column="code_version"),
)  # fmt: skip


def row_of(call: Call) -> dict[str, Any]:
    """Return a call as a row of `COLUMNS`."""
    return {column.name: column.of(call) for column in COLUMNS}
