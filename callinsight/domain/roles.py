"""Who is the agent and who the customer: five sources, in the order they are trusted.

A person's word, the call's metadata, what the engine or the imported document says, the profile's
`channel_roles` where there is a transcript per channel, and what is said itself. The first source
that names a role decides for all speakers; without any, a role stays None.
"""

from collections.abc import Mapping

from callinsight.domain.call import Call
from callinsight.domain.model import Stored
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.role_inference import inferred_roles
from callinsight.domain.speaker_role import ROLES, Role, RoleSource, SpeakerRole
from callinsight.domain.transcript import Transcript

_AGENT_CHANNEL = ("agent-channel", "agent_channel")
_CHANNELS = {"left": 0, "right": 1, **{str(number): number for number in range(5)}}
_PAIR = 2
_DOUBTED = {"provider", "channel"}  # who gave metadata, or swapped, knew the call


class RoleSources(Stored):
    """What decides about roles besides the transcript itself."""

    person: dict[str, Role] = {}
    agent_channel: int | None = None
    channel_roles: tuple[Role, ...] = ()
    infer: bool = True


def role_sources(call: Call, settings: TranscriptionSettings) -> RoleSources:
    """Return what is said about the roles of a call from outside its transcript.

    Metadata names the agent's channel: `agent-channel` (or `agent_channel`) is a number from 0,
    `left` or `right`; any other value is somebody else's and ignored.
    """
    named = next((call.metadata[name] for name in _AGENT_CHANNEL if name in call.metadata), "")
    return RoleSources(
        person=call.speaker_roles,
        agent_channel=_CHANNELS.get(named.strip().casefold()),
        channel_roles=settings.channel_roles,
        infer=settings.infer_roles,
    )


def labelled(transcript: Transcript, sources: RoleSources) -> Transcript:
    """Return the transcript with a role for every speaker; earlier labels count for nothing."""
    return with_roles(transcript, roles_of(transcript, sources))


def with_roles(transcript: Transcript, roles: Mapping[str, SpeakerRole]) -> Transcript:
    """Return the transcript with these roles; a speaker that is none of them has none."""
    turns = (
        turn.model_copy(update={"role": roles.get(turn.speaker, SpeakerRole()).role})
        for turn in transcript.turns
    )
    return transcript.model_copy(update={"turns": tuple(turns), "roles": dict(roles)})


def roles_of(transcript: Transcript, sources: RoleSources) -> dict[str, SpeakerRole]:
    """Return the role of each speaker by the first source that names one.

    What is said never overrules another source; it only marks what channels or a provider say as doubtful.
    """
    channels = _channels(transcript)
    told: tuple[tuple[RoleSource, Mapping[str, Role]], ...] = (
        ("person", sources.person),
        ("metadata", _by_agent_channel(sources.agent_channel, channels, transcript)),
        ("provider", transcript.told_roles),
        ("channel", _by_place(sources.channel_roles, channels)),
    )
    inferred = inferred_roles(transcript) if sources.infer else {}
    for source, roles in told:
        if any(speaker in roles for speaker in channels):
            return {
                speaker: _told(source, roles.get(speaker), inferred.get(speaker))
                for speaker in channels
            }
    return {speaker: inferred.get(speaker, SpeakerRole()) for speaker in channels}


def exchanged(roles: Mapping[str, SpeakerRole]) -> dict[str, Role]:
    """Return the roles with agent and customer in each other's place; speakers without stay out."""
    other: dict[Role, Role] = dict(zip(ROLES, reversed(ROLES), strict=True))
    return {speaker: other[known.role] for speaker, known in roles.items() if known.role}


def _told(source: RoleSource, role: Role | None, inferred: SpeakerRole | None) -> SpeakerRole:
    if role is None:
        return SpeakerRole()
    opposite = inferred is not None and inferred.role not in {None, role}
    return SpeakerRole(role=role, source=source, doubtful=opposite and source in _DOUBTED)


def _channels(transcript: Transcript) -> dict[str, int | None]:
    """Return each speaker's channel, in the order they first speak.

    None where the channels have no transcripts of their own, as in mono and dual-mono recordings.
    """
    separate = transcript.channels > 1
    channels: dict[str, int | None] = {}
    for turn in transcript.turns:
        channels.setdefault(turn.speaker, turn.channel if separate else None)
    return channels


def _by_agent_channel(
    agent: int | None, channels: Mapping[str, int | None], transcript: Transcript
) -> dict[str, Role]:
    """Who shares the call with the agent's channel is the customer, if there is one other channel."""
    if agent is None or agent >= transcript.channels:
        return {}
    roles: dict[str, Role] = {}
    for speaker, channel in channels.items():
        if channel == agent:
            roles[speaker] = "agent"
        elif channel is not None and transcript.channels == _PAIR:
            roles[speaker] = "customer"
    return roles


def _by_place(
    channel_roles: tuple[Role, ...], channels: Mapping[str, int | None]
) -> dict[str, Role]:
    return {
        speaker: channel_roles[channel]
        for speaker, channel in channels.items()
        if channel is not None and channel < len(channel_roles)
    }
