"""What became of a call: as a document for programs, and as text for people."""

import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from callinsight.cli.answers import answer_lines, finding_line
from callinsight.cli.evaluations import evaluation_lines
from callinsight.cli.tables import harmless, length, money, print_table
from callinsight.cli.talk_metrics import known_lines, unknown_lines
from callinsight.domain.call import STEPS, Call
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.overrides import with_overrides
from callinsight.domain.recording import SoundFacts
from callinsight.domain.speaker_role import RoleSource, SpeakerRole
from callinsight.domain.transcript import Transcript
from callinsight.services import services

_SAID_BY: dict[RoleSource | None, str] = {
    "person": "by a person",
    "metadata": "by metadata",
    "provider": "by the transcriber",
    "channel": "by channel",
    "inferred": "inferred",
}
_CHECKED = {True: "yes", False: "no", None: "?"}
_DRAFT = "Draft: about 3 in 10 words may be wrong on phone audio, so no summary is made of it."


async def call_document(call: Call, file: str | None = None) -> dict[str, Any]:
    """Return a call with its transcript and analysis as plain values."""
    transcript = await _artifact(call.transcript.artifact if call.transcript else None)
    analysis = call.analysis
    if analysis is not None and "answers" not in analysis:  # too large for the record
        analysis = await _artifact(str(analysis["artifact"]))
    return {
        "file": file or call.file_name,
        "call_id": call.call_id,
        "status": call.status.value,
        "failure": _why(call),
        "hold": call.hold.model_dump(mode="json") if call.hold else None,
        "sound": call.sound.model_dump(mode="json") if call.sound else None,
        "transcript": transcript,
        "analysis": analysis,
        "metrics": call.metrics,
        "evaluation": _evaluation(call),
        "cost": call.cost_usd,
        "steps": [
            call.steps[name].model_dump(include={"name", "seconds", "tries", "reused"})
            for name in STEPS
            if name in call.steps
        ],
    }


def _evaluation(call: Call) -> dict[str, Any] | None:
    """Return what rules say of the call, people's words included."""
    found = with_overrides(call.evaluation, call.score_overrides or ())
    return found.model_dump(mode="json") if found else None


def note_fallback(call: Call) -> None:
    """Tell a person that another profile serves the call than the one asked for."""
    if call.profile_fallback_from is not None:
        asked, used = harmless(call.profile_fallback_from), call.profile_id
        print(f"Note: there is no profile {asked}; {used} is used instead.", file=sys.stderr)


def refused_document(file: str, error: CallInsightError) -> dict[str, Any]:
    """Return the document of a file that became no call."""
    failure = {"step": None, "code": error.code, "message": str(error), "hint": error.hint}
    nothing = dict.fromkeys(
        ("hold", "sound", "transcript", "analysis", "metrics", "evaluation", "cost")
    )
    return {
        "file": file, "call_id": None, "status": "Failed", "failure": failure, **nothing, "steps": []
    }  # fmt: skip


def _why(call: Call) -> dict[str, Any] | None:
    """Tell why a call has no result: it failed, or it waits for a provider."""
    if call.failure is not None:
        return call.failure.model_dump(include={"step", "code", "message", "hint"})
    if call.status_reason is None:
        return None
    if call.status_reason == "budget":
        return {
            "step": None,
            "code": "budget",
            "message": "Today's budget has no room for its next request; it goes on after midnight (UTC).",
            "hint": "`callinsight budgets show` tells the limits, `budgets resume` tries at once.",
        }
    return {
        "step": None,
        "code": call.status_reason,
        "message": "The call waits for its provider.",
        "hint": "A running stack goes on with it by itself; without one, process the file again.",
    }


def print_call(document: dict[str, Any]) -> None:
    """Print a call for a person: what was said, what was found, how long each step took."""
    console = Console(highlight=False, soft_wrap=True, emoji=False)
    console.print(
        f"\n[bold]{_plain(document['file'])}[/bold]  {document['call_id'] or ''}", end="  "
    )
    console.print(f"[{_colour(document['status'])}]{document['status']}[/]")
    if (failure := document["failure"]) is not None:
        why = f"{_plain(failure['message'])} ({failure['code']})"
        console.print(f"  {failure['step'] or 'call'}: {why}")
        console.print(f"  [dim]{_plain(failure['hint'])}[/dim]")
    if (hold := document.get("hold")) is not None:
        console.print(
            f"  [yellow]Held by {_plain(hold['author'])}:[/yellow] {_plain(hold['reason'])}"
        )
    if document["sound"] is not None:
        _print_sound(console, SoundFacts.model_validate(document["sound"]))
    if document["transcript"] is not None:
        _print_transcript(console, Transcript.model_validate(document["transcript"]))
    _print_metrics(console, document["metrics"])
    if document.get("analysis_stale"):
        console.print("\n  [yellow]Stale: the roles changed after this analysis.[/yellow]")
    _print_analysis(console, document["analysis"])
    for line in evaluation_lines(document["evaluation"] or {}):
        console.print(f"  {_plain(line)}")
    _print_steps(document)


def _why_unknown(check: Mapping[str, Any]) -> str:
    return f" ({check['reason'].replace('_', ' ')})" if check.get("reason") else ""


def _print_sound(console: Console, sound: SoundFacts) -> None:
    """Tell what a listener would wonder about; usual recordings are not mentioned."""
    if sound.dual_mono:
        console.print(
            "\n  The channels carry the same sound: one voice cannot be told from the other."
        )
    elif sound.silent_channels:
        numbers = ", ".join(str(number + 1) for number in sound.silent_channels)
        console.print(f"\n  Nobody is to be heard on channel {numbers} of {sound.channels}.")


def _print_transcript(console: Console, transcript: Transcript) -> None:
    draft = f"  [yellow]{_DRAFT}[/yellow]" if transcript.quality == "draft" else ""
    console.print(f"\n  Transcript by {transcript.engine} ({transcript.quality}){draft}")
    if transcript.dropped_settings:
        left_out = ", ".join(transcript.dropped_settings)
        console.print(f"  Left out of what the profile asks: {_plain(left_out)}")
    if transcript.turns:
        console.print(f"  {_plain(roles_line(transcript.roles))}")
    for turn in transcript.turns:
        who = turn.role or turn.speaker
        console.print(f"  [cyan]{length(turn.start):>5} {_plain(f'{who:<9}')}[/cyan] ", end="")
        console.print(_plain(turn.text))


def roles_line(roles: Mapping[str, SpeakerRole]) -> str:
    """Tell who has which role and how that is known, as `agent channel_0, ... (by channel)`."""
    known = {speaker: found for speaker, found in roles.items() if found.role is not None}
    if not known:
        return "roles unknown"
    who = ", ".join(f"{found.role} {speaker}" for speaker, found in known.items())
    first = next(iter(known.values()))
    sure = f", {first.confidence:.0%} sure" if first.confidence is not None else ""
    doubt = "; what is said suggests the opposite" if first.doubtful else ""
    return f"{who} ({_SAID_BY[first.source]}{sure}{doubt})"


def _print_metrics(console: Console, metrics: dict[str, Any] | None) -> None:
    if not metrics:
        return
    console.print("\n  Talk metrics")
    for line in known_lines(metrics):
        console.print(f"  {_plain(line)}")
    for line in unknown_lines(metrics):
        console.print(f"  [dim]{_plain(line)}[/dim]")


def _print_analysis(console: Console, analysis: dict[str, Any] | None) -> None:
    if not analysis:
        return
    made_by = analysis["provenance"]
    profile = f"{made_by['profile_id']}@{made_by['profile_version']}"
    console.print(f"\n  Analysis by {made_by['model'] or 'rules'}, profile {profile}")
    for name, value in analysis["answers"].items():
        for place, line in enumerate(answer_lines(value)):
            label = "" if place else name
            console.print(f"  {_plain(f'{label:<18}')} {_plain(line)}")
    for finding in analysis.get("findings", ()):
        console.print(f"  [yellow]not borne out: {_plain(finding_line(finding))}[/yellow]")
    reasons = {item["reason"] for item in analysis["unanswerable"]}
    for reason in sorted(reasons):
        fields = [i["field"] for i in analysis["unanswerable"] if i["reason"] == reason]
        console.print(f"  [dim]not answered ({reason}): {_plain(', '.join(fields))}[/dim]")
    _print_hits(console, analysis)


def _print_hits(console: Console, analysis: dict[str, Any]) -> None:
    for hit in analysis["keyword_hits"]:
        turns = ", ".join(str(turn) for turn in hit["turn_ids"])
        console.print(f"  said: {_plain(hit['phrase'])} ({_plain(hit['topic'])}, turn {turns})")
    for check in analysis["checks"]:
        console.print(
            f"  {_CHECKED[check['passed']]:<4} {_plain(check['name'])}{_why_unknown(check)}"
        )


def _print_steps(document: dict[str, Any]) -> None:
    rows = [
        [
            f"  {step['name']}",
            f"{step['seconds']:.1f} s",
            str(step["tries"]),
            "reused" if step["reused"] else "",
        ]
        for step in document["steps"]
    ]
    if rows:
        print()
        print_table(["  STEP", "TIME", "TRIES", ""], rows)
    if document["cost"] is not None:
        print(f"  cost {money(document['cost'])}")


async def _artifact(key: str | None) -> Any | None:
    import json

    body = await services().artifacts.get(key) if key else None
    return None if body is None else json.loads(body)


def _plain(text: object) -> str:
    """Return text of others so that it is shown as it is, brackets included."""
    return escape(harmless(text))


def _colour(status: str) -> str:
    return {"Completed": "green", "Failed": "red"}.get(status, "yellow")
