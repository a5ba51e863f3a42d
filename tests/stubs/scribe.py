"""What ElevenLabs says: Scribe transcripts of one small dialogue, and errors in four shapes."""

from collections.abc import Iterator
from typing import Any

from tests.stubs.load import mark_of
from tests.stubs.script import ErrorShape
from tests.stubs.time_marks import Mark, Marks
from tests.stubs.uploads import Upload

Document = dict[str, Any]

DIALOGUE = (
    (0, "Good morning, this is Anna. How can I help you?"),
    (1, "Hello, my last invoice is wrong and I want my money back."),
    (0, "I am sorry about that. I will refund it today."),
    (1, "Thank you, goodbye."),
)
_SPEAKERS = ("speaker_0", "speaker_1")
_ROLES = ("agent", "customer")
_WORD_SECONDS = 0.3
_GAP_SECONDS = 0.1
_TURN_GAP_SECONDS = 0.6
_CODES = {
    400: ("validation_error", "invalid_parameters"),
    401: ("authentication_error", "invalid_api_key"),
    402: ("payment_error", "quota_exceeded"),
    403: ("authorization_error", "missing_permissions"),
    404: ("not_found", "not_found_error"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


def transcript(
    upload: Upload, transcription_id: str, marks: Marks = None, words: int | None = None
) -> Document:
    """Return the answer to a request, in the form that its fields ask for.

    With time marks it has a word for each of them, else it tells the dialogue; a number of words
    asks for as many of them, of which the first names the recording.
    """
    entries = list(_entries(upload, words) if marks is None else _marks(marks, upload))
    duration = round(max((entry["end"] for entry in entries), default=0.0) + 0.5, 2)
    known = {"transcription_id": transcription_id, "audio_duration_secs": duration}
    if upload.text("timestamps_granularity") == "none":
        entries = [entry | {"start": None, "end": None} for entry in entries]
    if upload.text("use_multi_channel") != "true":
        return _chunk(entries, upload) | known
    if upload.text("multichannel_output_style") == "combined":
        return _chunk(entries, upload) | known
    channels = [[e for e in entries if e["channel_index"] == channel] for channel in (0, 1)]
    chunks = [_chunk(said, upload) | {"channel_index": i} for i, said in enumerate(channels)]
    return {"transcripts": chunks} | known


def error(
    status: int,
    code: str | None,
    shape: ErrorShape,
    request_id: str,
    param: str | None = None,
) -> Document:
    """Return an error body in one of the four shapes seen."""
    kind, default = _CODES.get(status, ("internal_error", "internal_error"))
    code, message = code or default, f"The stub answers {status}."
    if shape == "string":
        return {"detail": message}
    if shape == "validation":
        return {"detail": [{"loc": ["body", param or code], "msg": message, "type": "value_error"}]}
    if shape == "old":
        return {"detail": {"status": code, "message": message}}
    named = {"type": kind, "code": code, "message": message, "status": code}
    return {"detail": {**named, "request_id": request_id, "param": param}}


def _chunk(entries: list[Document], upload: Upload) -> Document:
    return {
        "language_code": upload.text("language_code") or "en",
        "language_probability": 0.98,
        "text": "".join(entry["text"] for entry in entries).strip(),
        "words": entries,
    }


def _entries(upload: Upload, words: int | None) -> Iterator[Document]:
    """Yield words and the spacing between them; the speakers alternate and never overlap."""
    if words is not None:
        yield from _many(upload, words)
        return
    start = 0.2
    for speaker, sentence in DIALOGUE:
        for word in sentence.split():
            end = start + _WORD_SECONDS
            yield _entry(word, "word", start, end) | _voice(speaker, upload)
            yield _entry(" ", "spacing", end, end + _GAP_SECONDS) | _voice(speaker, upload)
            start = end + _GAP_SECONDS
        start += _TURN_GAP_SECONDS


def _many(upload: Upload, count: int) -> Iterator[Document]:
    """Yield so many words of the dialogue, said again and again in 19 seconds."""
    spoken = [(speaker, word) for speaker, sentence in DIALOGUE for word in sentence.split()]
    pace = 19.0 / count
    for number in range(count):
        speaker, word = spoken[number % len(spoken)] if number else (0, mark_of(upload.sha256))
        start, end = number * pace, (number + 0.8) * pace
        yield _entry(word, "word", start, end) | _voice(speaker, upload)
        yield _entry(" ", "spacing", end, start + pace) | _voice(speaker, upload)


def _marks(marks: list[Mark], upload: Upload) -> Iterator[Document]:
    """Yield a word for each mark: `t00042`, or `damaged`."""
    for mark in marks:
        text = "damaged" if mark.number is None else f"t{mark.number:05}"
        yield _entry(text, "word", mark.start, mark.end) | _voice(mark.channel, upload)


def _entry(text: str, kind: str, start: float, end: float) -> Document:
    times = {"start": round(start, 2), "end": round(end, 2)}
    return {"text": text, "type": kind, **times, "logprob": -0.04}


def _voice(speaker: int, upload: Upload) -> Document:
    if upload.text("use_multi_channel") == "true":
        return {"speaker_id": _SPEAKERS[speaker], "channel_index": speaker}
    names = _ROLES if upload.text("detect_speaker_roles") == "true" else _SPEAKERS
    return {"speaker_id": names[speaker] if upload.text("diarize") == "true" else None}
