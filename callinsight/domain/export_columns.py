"""The columns of an exported table of calls, known before its first row is written.

Answers and checks are those of the profiles' current versions; names of metadata come from a first
look at some of the calls. What a call has beyond them stands as JSON in the column `more`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.profile import Profile

COLUMNS_LIMIT = 500  # of each kind
_SPEAKERS = ("agent", "customer")
_PASSED = {True: "passed", False: "failed"}


@dataclass(frozen=True)
class ExportColumns:
    """Which answers, checks and metadata have a column of their own."""

    answers: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The header's cells, in the order of `cells`."""
        return [
            *(f"answers.{name}" for name in self.answers),
            *(f"checks.{name}" for name in self.checks),
            "keyword_topics",
            *(f"talk_share_{speaker}" for speaker in _SPEAKERS),
            *(f"metadata.{name}" for name in self.metadata),
            "more",
        ]

    def cells(self, call: Call) -> list[Any]:
        """Return a call's cells; its analysis must be whole."""
        analysis = call.analysis or {}
        answers, checks = analysis.get("answers") or {}, check_words(analysis)
        shares = (call.metrics or {}).get("talk_ratio") or {}
        return [
            *(_text(answers.get(name)) for name in self.answers),
            *(checks.get(name) for name in self.checks),
            "; ".join(keyword_topics(analysis)),
            *(shares.get(speaker) for speaker in _SPEAKERS),
            *(call.metadata.get(name) for name in self.metadata),
            self._more(answers, checks, call.metadata),
        ]

    def _more(
        self, answers: Mapping[str, Any], checks: Mapping[str, str], metadata: Mapping[str, str]
    ) -> str | None:
        kinds = {
            "answers": _without(answers, self.answers),
            "checks": _without(checks, self.checks),
            "metadata": _without(metadata, self.metadata),
        }
        left = {kind: values for kind, values in kinds.items() if values}
        return json.dumps(left, ensure_ascii=False) if left else None


def export_columns(profiles: Iterable[Profile], calls: Iterable[Call]) -> ExportColumns:
    """Return the columns for calls of these profiles, of which some have been looked at."""
    profiles = [*profiles]
    return ExportColumns(
        answers=_first(name for profile in profiles for name in _fields(profile)),
        checks=_first(check.name for profile in profiles for check in profile.checks),
        metadata=_first(sorted({name for call in calls for name in call.metadata})),
    )


def _fields(profile: Profile) -> Iterable[str]:
    schema = profile.output_schema
    return profile.prompts if schema is None else schema["properties"]


def _first(names: Iterable[str]) -> tuple[str, ...]:
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


def _text(answer: Any) -> Any:
    """Return an answer as a person would write it into a cell."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return "; ".join(str(_text(item)) for item in answer if item is not None)
    if isinstance(answer, dict):
        text = answer.get("text")
        return text if isinstance(text, str) else json.dumps(answer, ensure_ascii=False)
    return answer
