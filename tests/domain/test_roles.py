"""Roles: whom they are believed from, and what each source knows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.roles import RoleSources, exchanged, labelled, role_sources, roles_of
from callinsight.domain.speaker_role import SpeakerRole
from callinsight.domain.transcript import Transcript, turns_of
from tests.builders import a_queued_call
from tests.domain.speech import a_transcript, heard

AGENT_SAYS = "thank you for calling acme support how may i help you"
CUSTOMER_SAYS = "hi my printer stopped working and i need a refund"
SETTINGS = TranscriptionSettings()


def stereo(*, agent_on: int | None = None, channels: int = 2, **fields: Any) -> Transcript:
    """A call with a speaker a channel; what they say gives them away if `agent_on` is given."""
    told = [AGENT_SAYS if agent_on == n else CUSTOMER_SAYS for n in range(channels)]
    if agent_on is None:
        told = ["word"] * channels
    words = [
        heard(text, 2.0 * place, 2.0 * place + 1, speaker=f"channel_{place}", channel=place)
        for place, text in enumerate(told)
    ]
    return a_transcript(turns=turns_of(words), channels=channels, **fields)


def mono(**fields: Any) -> Transcript:
    """A call of two speakers on one channel, who say nothing that tells their roles."""
    words = [heard("word", 0.0, 1.0, speaker="a"), heard("word", 2.0, 3.0, speaker="b")]
    return a_transcript(turns=turns_of(words), channels=1, **fields)


def told(transcript: Transcript, **sources: Any) -> list[tuple[str | None, str | None]]:
    roles = roles_of(transcript, RoleSources.model_validate(sources))
    return [(known.role, known.source) for known in roles.values()]


CHANNEL_ROLES = {"channel_roles": ("agent", "customer")}
BOTH = {"channel_0": "customer", "channel_1": "agent"}


def test_the_profile_names_the_role_of_each_channel() -> None:
    assert told(stereo(), **CHANNEL_ROLES) == [("agent", "channel"), ("customer", "channel")]


def test_without_any_source_a_role_is_unknown() -> None:
    assert roles_of(stereo(), RoleSources(infer=False)) == {
        "channel_0": SpeakerRole(),
        "channel_1": SpeakerRole(),
    }


@pytest.mark.parametrize("source", [CHANNEL_ROLES, {"agent_channel": 0}])
def test_one_channel_has_no_channel_roles(source: dict[str, Any]) -> None:
    assert told(mono(), infer=False, **source) == [(None, None), (None, None)]


def test_a_third_channel_has_no_role_of_its_own() -> None:
    assert told(stereo(channels=3), **CHANNEL_ROLES)[2] == (None, None)
    roles = told(stereo(channels=3), agent_channel=2)
    assert roles == [(None, None), (None, None), ("agent", "metadata")]


def test_metadata_names_the_channel_of_the_agent_and_so_the_customer() -> None:
    roles = told(stereo(), agent_channel=1)
    assert roles == [("customer", "metadata"), ("agent", "metadata")]


def test_metadata_about_a_channel_that_is_not_there_says_nothing() -> None:
    assert told(stereo(), agent_channel=2, **CHANNEL_ROLES)[0] == ("agent", "channel")


def test_each_source_is_believed_before_the_next() -> None:
    """A person, then metadata, then the provider, then the channels; inference comes last."""
    call = stereo(agent_on=1, told_roles=BOTH)
    sources: dict[str, Any] = {"person": BOTH, "agent_channel": 1, **CHANNEL_ROLES}
    for source, name in (("person", "person"), ("agent_channel", "metadata")):
        assert {who for _, who in told(call, **sources)} == {name}
        del sources[source]
    assert told(call, **sources) == [("customer", "provider"), ("agent", "provider")]
    untold = stereo(agent_on=1)
    assert told(untold, **sources) == [("agent", "channel"), ("customer", "channel")]
    assert told(untold) == [("customer", "inferred"), ("agent", "inferred")]
    assert told(untold, infer=False) == [(None, None), (None, None)]


def test_a_person_who_spoke_of_other_speakers_is_not_asked() -> None:
    assert told(mono(), person=BOTH, infer=False) == [(None, None), (None, None)]


def test_only_a_guess_has_a_confidence() -> None:
    guessed = roles_of(stereo(agent_on=0), RoleSources())["channel_0"]
    assert guessed.confidence is not None
    assert guessed.confidence > 0.9
    known = roles_of(stereo(agent_on=0), RoleSources(agent_channel=0))["channel_0"]
    assert known.confidence is None


def test_what_is_said_never_overrules_the_channels_but_makes_them_doubtful() -> None:
    sources = RoleSources(channel_roles=("agent", "customer"))
    contradicted = roles_of(stereo(agent_on=1), sources)["channel_0"]
    assert (contradicted.role, contradicted.doubtful) == ("agent", True)
    assert not roles_of(stereo(agent_on=0), sources)["channel_0"].doubtful
    assert not roles_of(stereo(agent_on=1), RoleSources(agent_channel=0))["channel_0"].doubtful
    told = stereo(agent_on=1, told_roles={"channel_0": "agent", "channel_1": "customer"})
    assert roles_of(told, RoleSources())["channel_0"].doubtful


@pytest.mark.parametrize(
    ("metadata", "channel"),
    [
        ({"agent-channel": "0"}, 0),
        ({"agent_channel": "1"}, 1),
        ({"agent-channel": " Right "}, 1),
        ({"agent-channel": "LEFT"}, 0),
        ({"agent-channel": "middle"}, None),
        ({"agent-channel": "-1"}, None),
        ({"agent-channel": ""}, None),
        ({}, None),
    ],
)
def test_metadata_names_a_channel_by_number_or_side(
    metadata: dict[str, str], channel: int | None
) -> None:
    assert role_sources(a_queued_call(metadata=metadata), SETTINGS).agent_channel == channel


@given(st.sampled_from([0, 1]), st.booleans())
def test_roles_leave_every_turn_its_id_and_are_found_again(agent_on: int, infer: bool) -> None:
    once = labelled(stereo(agent_on=agent_on), RoleSources(infer=infer))
    person = exchanged(once.roles)
    again = labelled(once, RoleSources(person=person, infer=infer))
    assert [turn.id for turn in again.turns] == [turn.id for turn in once.turns]
    assert exchanged(again.roles) == {s: r.role for s, r in once.roles.items() if r.role}
    assert labelled(again, RoleSources(infer=infer)) == once


def test_a_labelled_transcript_says_the_role_in_every_turn() -> None:
    turns = labelled(stereo(), RoleSources.model_validate(CHANNEL_ROLES)).turns
    assert [turn.role for turn in turns] == ["agent", "customer"]
