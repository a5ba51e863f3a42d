"""A job of the limited children: decodes one untrusted file to its end and measures it."""

import math
from typing import Any

from callinsight.adapters.file_kinds import FileKind, kind_of
from callinsight.adapters.mp4_boxes import is_scrambled, lacks_its_end
from callinsight.adapters.sound_decoding import UnreadableSoundError, decoded, opened_sound
from callinsight.adapters.sound_headers import announced_seconds, media_type_of
from callinsight.adapters.sound_listening import Listening

_MATROSKA_KEY = "enc_key_id"


def examine(path: str, silence_dbfs: float, max_seconds: float) -> dict[str, Any]:
    """Return the measures of a recording, or {"refused": why}.

    Why: encrypted, not_audio (another kind of file), no_sound (a film without), cut_off, empty
    (no sample in it) or unreadable (audio, but damaged). Decoding stops soon after `max_seconds`.
    """
    kind = kind_of(path)
    if kind is FileKind.ENCRYPTED or is_scrambled(path):
        return {"refused": "encrypted"}
    try:
        return _measures(path, silence_dbfs, max_seconds)
    except UnreadableSoundError as error:
        return {"refused": _why(path, kind, str(error))}


def _measures(path: str, silence_dbfs: float, max_seconds: float) -> dict[str, Any]:
    container, stream = opened_sound(path)
    with container:
        if _MATROSKA_KEY in stream.metadata:
            raise UnreadableSoundError("encrypted")
        listening = Listening(silence_dbfs)
        for frame in decoded(container, stream):
            listening.take(frame)
            if listening.seconds > max_seconds:
                break
        heard, seconds = listening.findings(), listening.seconds
        announced = announced_seconds(path, container, stream, seconds)
        if heard is None:
            raise UnreadableSoundError(_silence_of(announced))
        media_type = media_type_of(container, stream)
        return {"media_type": media_type, "announced_seconds": announced, **heard}


def _silence_of(announced: float | None) -> str:
    """Nothing was decoded: nothing was promised, or nothing is there, or what is there is damaged."""
    if not announced:
        return "empty"
    return "cut_off" if announced == math.inf else "unreadable"


def _why(path: str, kind: FileKind, found: str) -> str:
    if kind is FileKind.OTHER and found not in {"encrypted", "no_sound"}:
        return "not_audio"
    if found != "unreadable":
        return found
    return "cut_off" if lacks_its_end(path) else "unreadable"
