"""Changes to sound files that make them what no test encoder writes: encrypted, cut, broken."""

import struct

from tests.recordings.forms import WEBM
from tests.recordings.making import KEY, Form, encoded, speech

_TRACKS, _TRACK_ENTRY, _CONTENT_ENCODINGS = b"\x16\x54\xae\x6b", b"\xae", b"\x6d\x80"
_ASF_EXTENDED_ENCRYPTION = bytes.fromhex("14e68a2922261741b935dae07ee9289c")
_ASF_HEADER = struct.Struct("<16sQI2s")


def half(content: bytes) -> bytes:
    """The first half of a file."""
    return content[: len(content) // 2]


def scrambled_mp4() -> bytes:
    """Common encryption, as protected downloads have it."""
    options = (
        ("encryption_scheme", "cenc-aes-ctr"),
        ("encryption_key", KEY),
        ("encryption_kid", KEY),
    )
    return encoded(Form("mp4", "aac", "", options=options), speech(3))


def scrambled_webm() -> bytes:
    """A track that says its frames are encrypted with AES."""
    encryption = _element(b"\x47\xe1", b"\x05") + _element(b"\x47\xe2", bytes.fromhex(KEY))
    encoding = _element(b"\x50\x33", b"\x01") + _element(b"\x50\x35", encryption)
    encodings = _element(_CONTENT_ENCODINGS, _element(b"\x62\x40", encoding))
    whole = encoded(WEBM, speech(3, WEBM.rate), one_way=True)
    at = whole.rindex(_TRACKS)  # the list of what is where names them before
    start, end = _content(whole, at + len(_TRACKS))
    entry = whole.index(_TRACK_ENTRY, start)
    entry_start, entry_end = _content(whole, entry + 1)
    track = _element(_TRACK_ENTRY, whole[entry_start:entry_end] + encodings)
    tracks = _element(_TRACKS, whole[start:entry] + track + whole[entry_end:end])
    return whole[:at] + tracks + whole[end:]


def scrambled_wma(whole: bytes) -> bytes:
    """A header with an object that describes the encryption."""
    guid, size, count, reserved = _ASF_HEADER.unpack(whole[: _ASF_HEADER.size])
    added = _ASF_EXTENDED_ENCRYPTION + struct.pack("<Q", 32) + bytes(8)
    header = _ASF_HEADER.pack(guid, size + len(added), count + 1, reserved)
    return header + added + whole[_ASF_HEADER.size :]


def _element(name: bytes, content: bytes) -> bytes:
    return name + (len(content) | 1 << 28).to_bytes(4) + content


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Where the content lies whose EBML length is at a place."""
    length = 9 - data[at].bit_length()
    size = int.from_bytes(data[at : at + length]) & (1 << 7 * length) - 1
    return at + length, at + length + size
