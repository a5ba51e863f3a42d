"""The columns of an exported table of calls, known before its first row is written.

Answers, checks and scores are those of the profiles' current versions; names of metadata come from a first
look at some of the calls. What a call has beyond them, and parts of answers that are no single value,
stand as JSON in the column `more`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from callinsight.domain import evaluation_cells as evaluated
from callinsight.domain.answer_columns import Steps, cell_of, columns_of, value_of, without_columns
from callinsight.domain.call import Call
from callinsight.domain.profile import Profile
from callinsight.domain.question import answer_schema

COLUMNS_LIMIT = 500  # of each kind
_SPEAKERS = ("agent", "customer")
_PASSED = {True: "passed", False: "failed", None: "unknown"}
_EVALUATED: Mapping[str, Callable[[Call], list[str] | None]] = {
    "categories": evaluated.categories,
    "unknown_categories": evaluated.unknown_categories,
    "failed_criteria": evaluated.failed_criteria,
    "overridden_criteria": evaluated.overridden_criteria,
    "alerts": evaluated.alerts,
}
_LINEAGE = ("answer_schema", "code_version")
_Name = TypeVar("_Name", str, Steps)


@dataclass(frozen=True)
class ExportColumns:
    """Which answers, checks and metadata have a column of their own."""

    answers: tuple[Steps, ...] = ()
    checks: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The header's cells, in the order of `cells`."""
        return [
            *(".".join(("answers", *steps)) for steps in self.answers),
            *(f"checks.{name}" for name in self.checks),
            "keyword_topics",
            *(f"talk_share_{speaker}" for speaker in _SPEAKERS),
            *(f"metadata.{name}" for name in self.metadata),
            *(f"scores.{name}" for name in self.scores),
            *_EVALUATED,
            "findings",
            "audio_sha256",
            *_LINEAGE,
            "more",
        ]

    def cells(self, call: Call) -> list[Any]:
        """Return a call's cells; its analysis must be whole."""
        analysis = call.analysis or {}
        answers, checks = analysis.get("answers") or {}, check_words(analysis)
        scores, made_by = evaluated.scores(call) or {}, analysis.get("provenance") or {}
        shares = (call.metrics or {}).get("talk_ratio") or {}
        return [
            *(cell_of(value_of(answers, steps)) for steps in self.answers),
            *(checks.get(name) for name in self.checks),
            "; ".join(keyword_topics(analysis)),
            *(shares.get(speaker) for speaker in _SPEAKERS),
            *(call.metadata.get(name) for name in self.metadata),
            *(scores.get(name) for name in self.scores),
            *("; ".join(read(call) or ()) for read in _EVALUATED.values()),
            "; ".join(evaluated.finding_lines(analysis.get("findings") or [])),
            audio_hash(call),
            *(made_by.get(name) for name in _LINEAGE),
            self._more(answers, checks, call.metadata, scores),
        ]

    def _more(
        self,
        answers: Mapping[str, Any],
        checks: Mapping[str, str],
        metadata: Mapping[str, str],
        scores: Mapping[str, float | None],
    ) -> str | None:
        kinds = {
            "answers": without_columns(answers, self.answers),
            "checks": _without(checks, self.checks),
            "metadata": _without(metadata, self.metadata),
            "scores": _without(scores, self.scores),
        }
        left = {kind: values for kind, values in kinds.items() if values}
        return json.dumps(left, ensure_ascii=False) if left else None


def export_columns(profiles: Iterable[Profile], calls: Iterable[Call]) -> ExportColumns:
    """Return the columns for calls of these profiles, of which some have been looked at."""
    profiles = [*profiles]
    return ExportColumns(
        answers=_first(
            steps for profile in profiles for steps in columns_of(answer_schema(profile))
        ),
        checks=_first(check.name for profile in profiles for check in profile.checks),
        scores=_first(card.name for profile in profiles for card in profile.scorecards or ()),
        metadata=_first(sorted({name for call in calls for name in call.metadata})),
    )


def _first(names: Iterable[_Name]) -> tuple[_Name, ...]:
    return tuple(dict.fromkeys(names))[:COLUMNS_LIMIT]


def _without(values: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in set(known)}


def check_words(analysis: Mapping[str, Any]) -> dict[str, str]:
    """Return how the checks ended; words of a draft prove nothing."""
    if analysis.get("quality") == "draft":
        return {}
    return {check["name"]: _PASSED[check["passed"]] for check in analysis.get("checks") or ()}


def keyword_topics(analysis: Mapping[str, Any]) -> list[str]:
    """Return the topics of which something was said, each once."""
    return [*dict.fromkeys(hit["topic"] for hit in analysis.get("keyword_hits") or ())]


def audio_hash(call: Call) -> str | None:
    """Return the hash of the bytes that were analyzed, or at least fetched."""
    made_by = (call.analysis or {}).get("provenance") or {}
    return made_by.get("audio_sha256") or (call.sound.sha256 if call.sound else None)
