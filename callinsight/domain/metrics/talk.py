"""The talk metrics of one call, and why some of them cannot be known."""

from collections.abc import Iterable

from pydantic import Field

from callinsight.domain.metrics.conversation import conversation
from callinsight.domain.metrics.shares import overlap, silence, talk_time
from callinsight.domain.metrics.sound import Sound, sound_of, speaker_names
from callinsight.domain.metrics.unknown import Reason, Unknown, told
from callinsight.domain.metrics.wording import wording
from callinsight.domain.model import Stored
from callinsight.domain.transcript import Transcript

# The record of a call has its numbers of every speaker, and an end.
MOST_SPEAKERS = 50
_EVERYBODY = (
    "non_talk_seconds", "dead_air_seconds", "longest_silence_seconds", "hold_candidates",
    "hold_seconds",
)  # fmt: skip
_OWN_TIME = (
    "talk_time_seconds", "talk_ratio", "talk_share_of_call", "turns", "longest_monologue_seconds",
    "words_per_minute",
)  # fmt: skip
_OWN = (*_OWN_TIME, "questions")
_OVER_EACH_OTHER = ("interruptions", "backchannels", "overlapped_responses")
_AT_ONCE = ("overlap_seconds", "overlap_share", *_OVER_EACH_OTHER)
_EXCHANGE = ("response_latency_seconds", "interactivity_per_minute")
_TIMED = (*_EVERYBODY, *_OWN_TIME, *_AT_ONCE, *_EXCHANGE)
_BY_SPEAKER = (*_OWN, *_OVER_EACH_OTHER, "response_latency_seconds")


class TalkMetrics(Stored):
    """Numbers of one call, by speaker (role, if known); docs/metrics.md defines them."""

    source: str = Field(description="voice_activity or word_times")
    talk_time_seconds: dict[str, float] | None = None
    talk_ratio: dict[str, float] | None = Field(None, description="share of all talk time")
    talk_share_of_call: dict[str, float] | None = None
    turns: dict[str, int] | None = None
    longest_monologue_seconds: dict[str, float | None] | None = None
    words_per_minute: dict[str, float | None] | None = None
    questions: dict[str, int] | None = None
    overlap_seconds: float | None = None
    overlap_share: float | None = None
    interruptions: dict[str, int] | None = None
    backchannels: dict[str, int] | None = None
    response_latency_seconds: dict[str, float | None] | None = None
    overlapped_responses: dict[str, int] | None = None
    interactivity_per_minute: float | None = None
    non_talk_seconds: float | None = None
    dead_air_seconds: float | None = None
    longest_silence_seconds: float | None = None
    hold_candidates: int | None = None
    hold_seconds: float | None = None
    unavailable: dict[str, str] = Field(
        {}, description="metric, or metric.speaker -> why it is None"
    )


def talk_metrics(transcript: Transcript) -> TalkMetrics:
    """Return the metrics this transcript honestly supports; the same ones for the same transcript."""
    sound = sound_of(transcript)
    found = {
        **talk_time(sound),
        **overlap(sound),
        **silence(sound),
        **conversation(sound),
        **wording(transcript, sound),
        **_out_of_reach(transcript, sound),
    }
    return TalkMetrics.model_validate({"source": sound.source, **told(found)})


def _out_of_reach(transcript: Transcript, sound: Sound) -> dict[str, Unknown]:
    """Return what no arithmetic finds in this transcript; a later reason is the stronger one."""
    speakers = len(sound.intervals or set(speaker_names(transcript).values()))
    is_mono = transcript.channels == 1
    unknown: dict[str, Unknown] = {}
    if is_mono:
        unknown |= _all(_AT_ONCE, "mono")
    if speakers == 1:
        unknown |= _all((*_AT_ONCE, *_EXCHANGE, *(_OWN if is_mono else ())), "one_speaker")
    if speakers > MOST_SPEAKERS:
        unknown |= _all(_BY_SPEAKER, "many_speakers")
    if not transcript.turns:
        unknown |= _all(("words_per_minute", "questions"), "no_words")
    if not sound.intervals:
        unknown |= _all(_TIMED, "no_times")
    if not sound.intervals and not transcript.turns:
        unknown |= _all((*_TIMED, "questions"), "no_speech")
    return unknown


def _all(metrics: Iterable[str], why: Reason) -> dict[str, Unknown]:
    return dict.fromkeys(metrics, Unknown(why))
