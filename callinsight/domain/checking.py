"""Checking a model's answers against the call: quotes, turns, facts, and one against another."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from callinsight.domain.claim import UNVERIFIED, Place, claims_in
from callinsight.domain.contradictions import contradictions
from callinsight.domain.evidence import Turns, Written
from callinsight.domain.findings import Finding
from callinsight.domain.transcript import Transcript

# Who must have said what these fields are about, whatever the model says.
_ROLES = {
    ("complaints",): "customer",
    ("objections",): "customer",
    ("churn_risk", "evidence"): "customer",
    ("agent", "professionalism"): "agent",
    ("agent", "empathy"): "agent",
}
Facts = Callable[[Any, Transcript], Iterable[Finding]]


class Checked(NamedTuple):
    """Answers with their claims marked, and what was found wrong."""

    answers: dict[str, Any]
    findings: tuple[Finding, ...]


def checked(
    answers: Mapping[str, Any],
    transcript: Transcript,
    *,
    facts: Facts,
    written: Written | None = None,
    drop: bool = False,
) -> Checked:
    """Return the answers as they are stored: every claim marked, unverified ones left out on wish.

    `facts` finds amounts, dates, numbers and names that nobody said; `written` is what `Turns` asks.
    What is found in answers is told of them as they are stored, and where claims were left out.
    """
    turns = Turns(transcript, written)
    marked: dict[str, Any] = _copied(answers)
    findings: list[Finding] = []
    for place in claims_in(answers):
        claim, finding = _marked(place, turns)
        _set(marked, place.path, claim)
        findings += [_left_out(finding, place) if drop else finding] if finding else []
    if drop:
        marked = _without_unverified(marked)
    findings += facts(marked, transcript)
    findings += _lost_turns(marked, transcript)
    findings += contradictions(marked)
    return Checked(marked, tuple(findings))


def _left_out(finding: Finding, place: Place) -> Finding:
    """Return a finding of a claim that is gone: others of its list have moved into its place."""
    path = finding.path.rpartition("/")[0] if isinstance(place.path[-1], int) else finding.path
    return finding.model_copy(update={"dropped": True, "path": path})


def _marked(place: Place, turns: Turns) -> tuple[dict[str, Any], Finding | None]:
    """Return a claim with the turns, the time and the speaker that code found for it."""
    by_name = tuple(part for part in place.path if isinstance(part, str))
    evidence = turns.evidence(place.value, _ROLES.get(by_name))
    if evidence.problem is not None:
        claim = {**place.value, "verified": False, "problem": evidence.problem}
        finding = Finding(kind=UNVERIFIED, path=place.pointer, reason=evidence.problem)
        return claim, finding
    found = {"turn_ids": list(evidence.turn_ids), "start": evidence.start, "end": evidence.end}
    speaker = {"said_by": turns.speaker(evidence)} if "said_by" in place.value else {}
    return {**place.value, **speaker, **found, "verified": True}, None


def _lost_turns(answers: Mapping[str, Any], transcript: Transcript) -> Iterable[Finding]:
    """Find turns that do not exist where an answer names turns without quoting them."""
    known = {turn.id for turn in transcript.turns}
    for path, value in _objects(answers):
        if "quote" in value:
            continue
        named = [value[name] for name in _TURN_NAMES if isinstance(value.get(name), int)]
        named += value["turn_ids"] if isinstance(value.get("turn_ids"), list) else []
        if not known.issuperset(named):
            yield Finding(kind="unknown_turn", path=path, reason="unknown_turn")


_TURN_NAMES = ("turn_id", "first_turn", "last_turn")


def _objects(value: Any, path: str = "") -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield path, value
        for name, inner in value.items():
            yield from _objects(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _objects(inner, f"{path}/{number}")


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _set(document: Any, path: tuple[str | int, ...], value: Any) -> None:
    for part in path[:-1]:
        document = document[part]
    document[path[-1]] = value


def _without_unverified(value: Any) -> Any:
    """Leave unverified claims out of lists; where one stands alone, nothing is left."""
    if isinstance(value, Mapping):
        return {
            name: None if _is_unverified(inner) else _without_unverified(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_unverified(inner) for inner in value if not _is_unverified(inner)]
    return value


def _is_unverified(value: Any) -> bool:
    return isinstance(value, Mapping) and "quote" in value and value.get("verified") is False
