"""Ready transcripts in every form, each of the same two sentences."""

from typing import Any

from callinsight.domain.transcript import Transcript
from tests.domain.speech import a_transcript, agent, customer

Document = dict[str, Any]
AGENT, CUSTOMER = "hello there.", "my bill please"
SAID = ((0, AGENT), (1, CUSTOMER))


def _timed() -> list[tuple[int, str, float]]:
    """Speaker, word and start; a word lasts half a second."""
    words = [(who, word) for who, text in SAID for word in text.split()]
    return [(who, word, float(at)) for at, (who, word) in enumerate(words)]


def own() -> Document:
    words = [(agent if who == 0 else customer)(at, at + 0.5, word) for who, word, at in _timed()]
    transcript: Transcript = a_transcript(*words)
    document: Document = transcript.model_dump(mode="json", exclude_none=True)
    return document


def scribe() -> Document:
    words = [
        {"text": word, "type": "word", "start": at, "end": at + 0.5, "logprob": -0.1,
         "speaker_id": f"speaker_{who}"}
        for who, word, at in _timed()
    ]  # fmt: skip
    return {"language_code": "eng", "language_probability": 0.9, "text": "...", "words": words}


def scribe_by_channel() -> Document:
    chunks = []
    for channel in (0, 1):
        words = [
            {"text": word, "type": "word", "start": at, "end": at + 0.5}
            for who, word, at in _timed()
            if who == channel
        ]
        chunks.append({"text": "...", "words": words, "channel_index": channel})
    return {"transcripts": chunks}


def _items(who: int | None = None, *, labelled: bool = False) -> list[Document]:
    items: list[Document] = []
    for speaker, word, at in _timed():
        if who not in {None, speaker}:
            continue
        items.append(
            {
                "type": "pronunciation",
                "start_time": str(at),
                "end_time": str(at + 0.5),
                "alternatives": [{"confidence": "0.75", "content": word.rstrip(".")}],
                **({"speaker_label": f"spk_{speaker}"} if labelled else {}),
            }
        )
        if word.endswith("."):
            items.append(
                {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]}
            )
    return items


def _amazon(**results: Any) -> Document:
    told = {"transcripts": [{"transcript": "..."}], "language_code": "en-US", **results}
    return {"jobName": "a job", "status": "COMPLETED", "results": told}


def amazon_by_speaker() -> Document:
    return _amazon(items=_items(labelled=True))


def amazon_by_segment() -> Document:
    labels = [
        {"speaker_label": f"spk_{who}", "start_time": str(at), "end_time": str(at + 0.5)}
        for who, _, at in _timed()
    ]
    segments = [{"speaker_label": label["speaker_label"], "items": [label]} for label in labels]
    return _amazon(items=_items(), speaker_labels={"speakers": 2, "segments": segments})


def amazon_by_channel() -> Document:
    channels = [{"channel_label": f"ch_{who}", "items": _items(who)} for who in (0, 1)]
    return _amazon(items=_items(), channel_labels={"channels": channels})


def call_analytics() -> Document:
    said = []
    for who, role in enumerate(("AGENT", "CUSTOMER")):
        items = [
            {"Type": "pronunciation", "BeginOffsetMillis": int(at * 1000), "Content": word.rstrip("."),
             "EndOffsetMillis": int(at * 1000) + 500, "Confidence": "0.75"}
            for speaker, word, at in _timed() if speaker == who
        ]  # fmt: skip
        if who == 0:
            items.append({"Type": "punctuation", "Content": ".", "Confidence": "0"})
        said.append({"ParticipantRole": role, "Content": SAID[who][1], "Items": items})
    return {"JobStatus": "COMPLETED", "LanguageCode": "en-US", "Transcript": said}


def post_call() -> Document:
    segments = [
        {"SegmentSpeaker": f"spk_{who}", "OriginalText": text, "WordConfidence": [
            {"Text": f" {word}", "Confidence": 0.75, "StartTime": at, "EndTime": at + 0.5}
            for speaker, word, at in _timed() if speaker == who
        ]}
        for who, text in SAID
    ]  # fmt: skip
    labels = [
        {"Speaker": "spk_0", "DisplayText": "Agent"},
        {"Speaker": "spk_1", "DisplayText": "Customer"},
    ]
    conversation = {"LanguageCode": "en-US", "Duration": "28.67", "SpeakerLabels": labels}
    return {"ConversationAnalytics": conversation, "SpeechSegments": segments}


FORMS = {
    make.__name__: make
    for make in (
        own, scribe, scribe_by_channel, amazon_by_speaker, amazon_by_segment, amazon_by_channel,
        call_analytics, post_call,
    )
}  # fmt: skip
