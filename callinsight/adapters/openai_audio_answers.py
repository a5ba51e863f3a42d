"""What OpenAI's audio route answers: words with times, segments with speakers, or a mere text."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, Field, FiniteFloat, ValidationError

from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.language import language_code
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import (
    HeardWord,
    SpeechInterval,
    Transcript,
    Turn,
    Word,
    turns_of,
)

NOBODY = "unknown"
Label = Annotated[str, Field(max_length=64)]
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
# Whisper names languages in English; these are the ones that most calls are in.
_NAMES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko",
    "norwegian": "no", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "spanish": "es", "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk",
    "vietnamese": "vi",
}  # fmt: skip


class _Timed(BaseModel):
    """A word or a segment; servers agree on no more than this."""

    text: str = ""
    word: str = ""
    start: FiniteFloat | None = None
    end: FiniteFloat | None = None
    speaker: Label | None = None

    @property
    def said(self) -> str:
        return (self.word or self.text).strip()


class _Language(BaseModel):
    code: str | None = None


class _Answer(BaseModel):
    text: str
    language: str | None = None
    languages: list[_Language] | None = None
    words: list[_Timed] | None = None
    segments: list[_Timed] | None = None


def transcript_in(
    body: bytes, recording: Recording, *, engine: str, model: str, language: str | None
) -> Transcript:
    """Return the transcript in an answer; who spoke is only known where the model told it.

    Raises `BadProviderAnswerError` if there is none.
    """
    answer = _answer(body)
    length = recording.duration_seconds
    words = [_heard(word, length) for word in answer.words or [] if word.said]
    segments = [_heard(part, length) for part in answer.segments or [] if part.said]
    text = answer.text.strip()
    whole = [HeardWord(word=Word(text=text), speaker=NOBODY)] if text else []
    return Transcript(
        engine=engine,
        model=model,
        quality="final",
        language=_language(answer) or language_code(language),
        duration_seconds=length,
        channels=1,
        turns=turns_of(words) if words else tuple(_without_words(turns_of(segments or whole))),
        speech=tuple(_speech(segments)),
    )


def _answer(body: bytes) -> _Answer:
    try:
        return _Answer.model_validate_json(body)
    except ValidationError:
        raise BadProviderAnswerError("The audio route answered with no transcript.") from None


def _heard(timed: _Timed, length: float) -> HeardWord:
    """Keep times that lie within the recording in their order: models invent others at its end."""
    start, end = timed.start, timed.end
    if start is not None and end is not None:
        start = min(max(start, 0.0), length)
        end = min(max(end, start), length)
    label = _UNSAFE.sub("-", timed.speaker or "").strip("-")
    return HeardWord(
        word=Word(text=timed.said, start=start, end=end),
        speaker=f"speaker_{label}" if label else NOBODY,
    )


def _without_words(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Yield turns that were made of whole segments, none of which is a word."""
    for turn in turns:
        yield turn.model_copy(update={"words": ()})


def _speech(segments: Iterable[HeardWord]) -> Iterator[SpeechInterval]:
    """Yield when each speaker is heard, where the model told the speakers apart by their sound."""
    for part in segments:
        start, end = part.word.start, part.word.end
        if part.speaker != NOBODY and start is not None and end is not None:
            yield SpeechInterval(speaker=part.speaker, start=start, end=end)


def _language(answer: _Answer) -> str | None:
    told: Any = answer.language or next((item.code for item in answer.languages or []), None)
    return _NAMES.get(str(told or "").lower()) or language_code(told)
