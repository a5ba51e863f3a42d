"""Exchanged roles: the same paid answer is labelled anew, no provider is asked."""

from collections.abc import Mapping

from callinsight.clock import Clock
from callinsight.domain.analysis import Analysis
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.errors.call import ConflictError, RolesUnknownError
from callinsight.domain.evaluating import evaluated
from callinsight.domain.evaluation import Evaluation
from callinsight.domain.metadata import merged
from callinsight.domain.profile import Profile
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.role_swaps import roles_swapped, swapped_sources
from callinsight.domain.roles import RoleSources, labelled, role_sources
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.profiles import Profiles
from callinsight.redaction import redacted
from callinsight.reruns import Reruns
from callinsight.steps.computing import computed
from callinsight.steps.labelling import (
    stored_transcript,
    summary_of,
    transcript_body,
    transcript_key,
)
from callinsight.steps.measuring import measured


class RoleSwaps:
    """Exchanges agent and customer of finished calls."""

    def __init__(
        self,
        calls: CallStore,
        reruns: Reruns,
        artifacts: ArtifactStore,
        profiles: Profiles,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._reruns = reruns
        self._artifacts = artifacts
        self._profiles = profiles
        self._clock = clock

    async def swap(self, call_id: str, metadata: Mapping[str, str | None] | None = None) -> Call:
        """Exchange the roles of a call; a second time gives back what was.

        Metadata that comes with it is merged in the same write.

        Metrics, categories and scores are computed anew, an analysis becomes stale, and later runs keep
        the roles. Raises
        `CallNotFoundError` for an unknown call, `RolesUnknownError` for one that has no roles,
        `ConflictError` for one that runs or waits, or that changed at the same moment.
        """
        call = await self._reruns.existing(call_id)
        said = merged(call.metadata, metadata or {})
        summary = _swappable(call)
        transcript = await stored_transcript(self._artifacts, summary)
        profile = await self._profiles.of(call)
        sources = swapped_sources(transcript, role_sources(call, profile.transcription))
        redaction = _redaction_of(summary, profile)
        swapped = await computed(_made, transcript, sources, redaction)
        answer, body = summary.answer or summary.sha256, transcript_body(swapped)
        key = transcript_key(call.call_id, answer, sources, redaction)
        await self._artifacts.put(key, body)
        write = roles_swapped(
            call,
            self._clock(),
            sources=sources,
            transcript=summary_of(
                swapped,
                answer=answer,
                artifact=key,
                body=body,
                redacted=redaction is not None,
            ),
            metrics=await measured(self._artifacts, call.call_id, answer, sources, swapped),
            evaluation=await self._evaluation(call, profile, swapped),
            metadata=said,
        )
        written = await self._calls.apply(write)
        if written is None:
            raise ConflictError("The call was changed at the same moment; ask again.")
        return written

    async def _evaluation(
        self, call: Call, profile: Profile, swapped: Transcript
    ) -> Evaluation | None:
        """Return what rules say with the roles exchanged; answers of the analysis stay what they were."""
        before = call.evaluation
        made_by = (profile.profile_id, profile.version)
        if before is None or call.analysis is None:
            return before
        if (before.profile_id, before.profile_version) != made_by:  # its rules are not at hand
            return before
        body = await self._artifacts.get(call.analysis["artifact"])
        if body is None:
            return before
        analysis = Analysis.model_validate_json(body)
        return await computed(evaluated, profile, swapped, analysis, before.analysis_id)


def _redaction_of(summary: TranscriptSummary, profile: Profile) -> Redaction | None:
    """Return how the stored transcript is redacted: at least as the profile wishes, if it is at all.

    One that is not redacted must not be taken for one that is, should the profile be another now.
    """
    return None if summary.redacted is None else profile.redaction or Redaction()


def _made(transcript: Transcript, sources: RoleSources, redaction: Redaction | None) -> Transcript:
    swapped = labelled(transcript, sources)
    return redacted(swapped, redaction) if redaction else swapped


def _swappable(call: Call) -> TranscriptSummary:
    """Return the transcript whose roles can be exchanged, or raise what stands in the way."""
    if not call.is_terminal or call.erased_at is not None:
        raise ConflictError("Roles can be swapped once the call has ended.")
    if call.transcript is None:
        raise RolesUnknownError("The call has no transcript, so that nobody's role is known.")
    roles = call.transcript.roles
    if not any(known.role for known in roles.values()):
        raise RolesUnknownError(
            "No speakers were told apart in this call."
            if len(roles) < 2  # noqa: PLR2004  (a conversation)
            else "It is not known who in this call is the agent and who the customer."
        )
    return call.transcript
