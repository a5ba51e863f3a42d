"""Agent and customer exchanged by a person: an act on the record, which nobody is paid for."""

from datetime import datetime
from typing import Any

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.roles import RoleSources, exchanged, roles_of
from callinsight.domain.transcript import Transcript
from callinsight.domain.transitions import Write, change


def swapped_sources(transcript: Transcript, sources: RoleSources) -> RoleSources:
    """Return the sources with the person's word that exchanges the roles as they are now.

    Where that is what all others say anyway, the person's word is taken back: swapping twice
    gives back what was.
    """
    person = exchanged(roles_of(transcript, sources))
    others = sources.model_copy(update={"person": {}})
    by_others = roles_of(transcript, others)
    same = person == {speaker: known.role for speaker, known in by_others.items() if known.role}
    return others if same else sources.model_copy(update={"person": person})


def roles_swapped(
    call: Call,
    now: datetime,
    *,
    sources: RoleSources,
    transcript: TranscriptSummary,
    metrics: Any,
    **attributes: Any,
) -> Write:
    """Return the write of exchanged roles; it fails if anything about the call changed meanwhile.

    The analysis stays, and is stale from here on if it was made of other roles.
    """
    analyzed = call.analysis_of or (call.transcript.sha256 if call.transcript else None)
    return change(
        call,
        now,
        expect=("updated_at",),
        speaker_roles=sources.person,
        transcript=transcript,
        metrics=metrics,
        analysis_of=analyzed if call.analysis is not None else None,
        **attributes,
    )
