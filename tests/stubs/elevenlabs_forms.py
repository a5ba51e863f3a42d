"""What ElevenLabs checks in a form before it works: names, sources, limits, combinations."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.stubs.uploads import Fields, Upload, add_field

SOURCES = ("source_url", "cloud_storage_url")
_KNOWN = {
    "model_id", "language_code", "secondary_language_codes", "numbers_format", "transcript_edit",
    "tag_audio_events", "num_speakers", "timestamps_granularity", "diarize",
    "diarization_threshold", "additional_formats", "file_format", "webhook", "webhook_id",
    "temperature", "seed", "use_multi_channel", "multichannel_output_style", "webhook_metadata",
    "entity_detection", "no_verbatim", "use_speaker_library", "detect_speaker_roles",
    "entity_redaction", "entity_redaction_mode", "keyterms", *SOURCES,
}  # fmt: skip
_LISTS = {"keyterms", "secondary_language_codes"}
_FLAGS = {
    "tag_audio_events", "diarize", "webhook", "use_multi_channel", "no_verbatim",
    "use_speaker_library", "detect_speaker_roles",
}  # fmt: skip
_MODELS = {"scribe_v1", "scribe_v2", "scribe_v2_medical", "scribe_v3"}
_MODES = {"redacted", "entity_type", "enumerated_entity_type"}
_MOST_KEYTERMS, _KEYTERM_LENGTH, _KEYTERM_WORDS = 1000, 50, 5
_METADATA_BYTES = 16 * 1024


@dataclass(frozen=True)
class FormProblem:
    """Why a form is refused: the field, and whether its shape or its meaning is wrong."""

    status: int
    param: str


def form_problem(upload: Upload) -> FormProblem | None:
    """Return the first thing that is wrong with a form."""
    if not upload.multipart or upload.text("model_id") not in _MODELS:
        return FormProblem(422, "model_id")
    for param in _misshapen(upload):
        return FormProblem(422, param)
    for param in _senseless(upload):
        return FormProblem(400, param)
    return None


def as_form(fields: Iterable[tuple[str, str]]) -> Fields:
    """Return fields as a form holds them once it was read: repeated ones are lists."""
    form: Fields = {}
    for name, value in fields:
        add_field(form, name, value)
    return form


def _misshapen(upload: Upload) -> Iterable[str]:
    """Yield the fields that the provider does not know, or not in this form."""
    for name, value in upload.fields.items():
        if (
            name not in _KNOWN
            or (isinstance(value, list) and name not in _LISTS)
            or (name in _FLAGS and value not in {"true", "false"})
        ):
            yield name
    for name in ("webhook_metadata", "entity_detection", "entity_redaction"):
        if name in upload.fields and _parsed(upload.text(name)) is ...:
            yield name
    if len(upload.text("webhook_metadata")) > _METADATA_BYTES:
        yield "webhook_metadata"
    if not _in_range(upload.text("num_speakers"), 1, 32):
        yield "num_speakers"
    if not _in_range(upload.text("diarization_threshold"), 0.1, 0.4):
        yield "diarization_threshold"


def _senseless(upload: Upload) -> Iterable[str]:
    """Yield the fields that do not go with the others."""
    if sum(bool(upload.text(name)) for name in SOURCES) + (upload.file is not None) != 1:
        yield "file"
    diarize, channels = (upload.text(name) == "true" for name in ("diarize", "use_multi_channel"))
    if upload.text("diarization_threshold") and (not diarize or upload.text("num_speakers")):
        yield "diarization_threshold"
    if upload.text("detect_speaker_roles") == "true" and (channels or not diarize):
        yield "detect_speaker_roles"
    if upload.text("webhook_id") and upload.text("webhook") != "true":
        yield "webhook_id"
    terms = upload.texts("keyterms")
    if terms and upload.text("model_id") == "scribe_v1":
        yield "keyterms"
    if len(terms) > _MOST_KEYTERMS or not all(_is_keyterm(term) for term in terms):
        yield "keyterms"
    yield from _senseless_entities(upload)


def _senseless_entities(upload: Upload) -> Iterable[str]:
    found, hidden = (_kinds(upload.text(f"entity_{what}")) for what in ("detection", "redaction"))
    if "all" not in found and not hidden <= found:
        yield "entity_redaction"
    if upload.text("entity_redaction_mode") and upload.text("entity_redaction_mode") not in _MODES:
        yield "entity_redaction_mode"


def _is_keyterm(term: str) -> bool:
    few = 0 < len(term.split()) <= _KEYTERM_WORDS
    return few and len(term) <= _KEYTERM_LENGTH and not set(term) & set("<>{}[]\\")


def _kinds(text: str) -> set[str]:
    value = _parsed(text) if text else None
    return {value} if isinstance(value, str) else set(value or [])


def _parsed(text: str) -> Any:
    """Return what a JSON text holds, `...` if it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return ...


def _in_range(text: str, low: float, high: float) -> bool:
    try:
        return not text or low <= float(text) <= high
    except ValueError:
        return False
