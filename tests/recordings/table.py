"""The table: each kind of recording, how its call ends, and what is known of its sound.

Whatever ends in a code costs no request to any provider; the others cost one for the transcript
and one for the analysis. A deployment with the limits below is meant.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tests.recordings import forms, spoiling
from tests.recordings.making import Form, Samples, encoded, film_without_sound, silence, speech

MAX_SECONDS = 20
MAX_BYTES = 2_000_000
SECONDS = 3
_NOISE = np.random.default_rng(7)


class Kind(NamedTuple):
    """A kind of recording: how to make it, and what has to become of it."""

    make: Callable[[], bytes]
    code: str | None = None
    facts: dict[str, Any] = {}
    metadata: dict[str, str] = {}


def _in(form: Form, samples: Samples | None = None, **how: bool) -> Callable[[], bytes]:
    return lambda: encoded(form, speech(SECONDS, form.rate) if samples is None else samples, **how)


def _cut(form: Form) -> Callable[[], bytes]:
    return lambda: spoiling.half(encoded(form, speech(2 * SECONDS, form.rate)))


def _bytes(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _pair(rate: int, right: Callable[[Samples], Samples]) -> Samples:
    left = speech(SECONDS, rate)
    return np.vstack([left, right(left)]).astype(np.int16)


def _zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("call.wav", encoded(forms.WAV, speech(1)))
    return target.getvalue()


def _zip_with_password() -> bytes:
    plain = bytearray(_zipped())
    plain[6] |= 1  # the flag of the first file; its content does not matter
    return bytes(plain)


def _hum(level: float, offset: float = 0.0) -> Samples:
    """A hum at a level between 0 and 1, around an offset."""
    time = np.arange(SECONDS * 16_000) / 16_000
    return ((np.sin(2 * np.pi * 100 * time) * level + offset) * 32767).astype(np.int16)[None]


def _blip() -> Samples:
    """A tenth of a second of sound in fifteen seconds of nothing."""
    quiet = silence(15)
    quiet[:, 16_000:17_600] = speech(0.1)[:, :1600] + 5000
    quiet[:, 16_000:17_600:2] -= 10_000
    return quiet


PASSING = {
    name: Kind(_in(form), facts={"media_type": form.media_type, "channels": 1})
    for name, form in forms.PASSING.items()
} | {
    "ogg vorbis": Kind(
        _in(forms.VORBIS, _pair(16_000, lambda left: speech(SECONDS, seed=2))),
        facts={"media_type": "audio/ogg", "channels": 2},
    ),
    "mp4 with pictures": Kind(_in(forms.MP4, film=True), facts={"media_type": "audio/mp4"}),
    "wav of a recorder that could not complete its header": Kind(_in(forms.WAV, one_way=True)),
    "webm of a recorder that could not complete its header": Kind(_in(forms.WEBM, one_way=True)),
    "flac of a recorder that could not complete its header": Kind(_in(forms.FLAC, one_way=True)),
    # Their headers announce no length: half a file is a shorter one.
    "half an aac (raw)": Kind(_cut(forms.ADTS)),
    "half an amr": Kind(_cut(forms.AMR)),
    "half an ogg": Kind(_cut(forms.OGG)),
    "half an mp3 without a count of frames": Kind(_cut(forms.PLAIN_MP3)),
    "half an m4a in fragments": Kind(_cut(forms.FRAGMENTED)),
}

_RATES = {form: form.rate for form in (forms.WAV, forms.M4A, forms.MULAW, forms.WEBM, forms.MP3)}
CHANNELS = (
    {
        f"{form.container} {form.codec}, dual mono": Kind(
            _in(form, _pair(rate, lambda left: left)), facts={"channels": 2, "dual_mono": True}
        )
        for form, rate in _RATES.items()
    }
    | {
        f"{form.container} {form.codec}, one side": Kind(
            _in(form, _pair(rate, lambda left: left * 0)),
            facts={"channels": 2, "dual_mono": False, "silent_channels": (1,)},
        )
        for form, rate in _RATES.items()
    }
    | {
        "dual mono at another volume": Kind(
            _in(forms.WAV, _pair(16_000, lambda left: left // 5)),
            facts={"dual_mono": True, "mirrored": False},
        ),
        "dual mono, one side upside down": Kind(
            _in(forms.WAV, _pair(16_000, lambda left: -left)),
            facts={"dual_mono": True, "mirrored": True},
        ),
        "two voices": Kind(
            _in(forms.M4A, _pair(16_000, lambda left: speech(SECONDS, seed=2))),
            facts={"channels": 2, "dual_mono": False, "silent_channels": ()},
        ),
        "six channels": Kind(
            _in(forms.WAV, np.vstack([speech(SECONDS, seed=n) for n in range(1, 7)])),
            facts={"channels": 6, "dual_mono": False},
        ),
        "eight channels": Kind(
            _in(forms.M4A, np.vstack([speech(SECONDS, seed=n) for n in range(1, 9)])),
            facts={"channels": 8, "dual_mono": False, "silent_channels": ()},
        ),
    }
)

TRUNCATED = {
    f"half a {name}": Kind(_cut(form), "recording_truncated")
    for name, form in {
        "flac": forms.FLAC,
        "m4a": forms.M4A,
        "m4a, fast start": forms.FASTSTART,
        "mp3": forms.MP3,
        "mp4": forms.MP4,
        "wav, ADPCM": forms.ADPCM,
        "wav, PCM 8": forms.PASSING["wav, PCM 8"],
        "wav, PCM 16": forms.WAV,
        "wav, PCM 24": forms.PASSING["wav, PCM 24"],
        "wav, mu-law": forms.MULAW,
        "webm": forms.WEBM,
    }.items()
} | {
    "the header of a wav": Kind(lambda: encoded(forms.WAV, speech(2))[:78], "recording_truncated"),
}

ENCRYPTED = {
    name: Kind(make, "recording_encrypted")
    for name, make in {
        "scrambled mp4": spoiling.scrambled_mp4,
        "scrambled m4a of a shop": lambda: encoded(forms.M4A, speech(2)).replace(b"mp4a", b"drms"),
        "scrambled webm": spoiling.scrambled_webm,
        "scrambled wma": lambda: spoiling.scrambled_wma(
            encoded(forms.PASSING["wma"], speech(SECONDS))
        ),
        "openssl": _bytes(b"Salted__" + _NOISE.bytes(5000)),
        "age": _bytes(b"age-encryption.org/v1\n-> X25519 " + _NOISE.bytes(5000)),
        "pgp, armoured": _bytes(b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"),
        "pgp with a password": _bytes(b"\x8c\x0d\x04\x09\x03\x02" + _NOISE.bytes(5000)),
        "pgp with a key": _bytes(b"\x85\x02\x0c\x03" + _NOISE.bytes(5000)),
        "cms": _bytes(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(500)),
        "zip with a password": _zip_with_password,
        "7z with a password": _bytes(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(500) + b"\x06\xf1\x07\x01"),
    }.items()
} | {
    "encrypted by an S3 client": Kind(
        _bytes(_NOISE.bytes(5000)),
        "recording_encrypted",
        metadata={"x-amz-key-v2": "a2V5", "x-amz-iv": "aXY=", "x-amz-cek-alg": "AES/GCM/NoPadding"},
    ),
}  # fmt: skip

OTHER_FILES = {
    name: Kind(make, "recording_not_audio")
    for name, make in {
        "pdf": _bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(3000)),
        "html": _bytes(b"<!DOCTYPE html><html><body>No such recording</body></html>" * 50),
        "text": _bytes(b"Hello, this is not a call.\n" * 200),
        "png": _bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + _NOISE.bytes(3000)),
        "jpeg": _bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + _NOISE.bytes(3000)),
        "heic": _bytes(b"\x00\x00\x00\x18ftypheic" + _NOISE.bytes(3000)),
        "zip": _zipped,
        "7z": _bytes(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(500)),
        "gzip": lambda: gzip.compress(encoded(forms.WAV, speech(1))),
        "program": _bytes(b"\x7fELF\x02\x01\x01" + _NOISE.bytes(3000)),
        "random bytes": _bytes(_NOISE.bytes(50_000)),
        "zero bytes in plenty": _bytes(bytes(50_000)),
        "playlist": _bytes(b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.aac\n#EXT-X-ENDLIST\n"),
        "list of files": _bytes(b"ffconcat version 1.0\nfile a.aac\n"),
        "film without sound": film_without_sound,
    }.items()
}  # fmt: skip

DAMAGED = {
    name: Kind(_bytes(head + _NOISE.bytes(5000)), "recording_unreadable")
    for name, head in {
        "flac and then noise": b"fLaC\x00\x00\x00\x22",
        "m4a and then noise": b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomiso2\x00\x00\x13\x90moov",
        "ogg and then noise": b"OggS\x00\x02",
        "wav and then noise": b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\xff\xff",
        "webm and then noise": b"\x1aE\xdf\xa3\x9f",
    }.items()
}  # fmt: skip

UNUSABLE = {
    "no byte": Kind(_bytes(b""), "recording_empty"),
    "too many bytes": Kind(_bytes(bytes(MAX_BYTES + 1)), "recording_too_large"),
    # JSON is taken for a ready transcript, whose forms have tests of their own.
    "json of another kind": Kind(
        _bytes(json.dumps({"call": ["hello"] * 500}).encode()), "transcript_invalid"
    ),
    "fifty milliseconds": Kind(_in(forms.WAV, speech(0.05)), "recording_too_short"),
    "a wav without samples": Kind(
        lambda: encoded(forms.WAV, speech(1))[:74] + bytes(4), "recording_too_short"
    ),
    "longer than the limit": Kind(_in(forms.AMR, speech(25, 8_000)), "recording_too_long"),
    "longer than the limit, and cut": Kind(
        lambda: spoiling.half(encoded(forms.MULAW, speech(50, 8_000))), "recording_too_long"
    ),
    "digital silence": Kind(_in(forms.WAV, silence(5)), "recording_silent"),
    "digital silence in two channels": Kind(
        _in(forms.M4A, silence(5, channels=2)), "recording_silent"
    ),
    "a hum below the limit": Kind(_in(forms.FLAC, _hum(0.002)), "recording_silent"),
    "an offset that is no sound": Kind(_in(forms.WAV, _hum(0.0, 0.02)), "recording_silent"),
    "one blip": Kind(_in(forms.WAV, _blip()), "recording_silent"),
    "a hum above the limit": Kind(_in(forms.FLAC, _hum(0.005))),
}

TABLE = PASSING | CHANNELS | TRUNCATED | ENCRYPTED | OTHER_FILES | DAMAGED | UNUSABLE
