"""The first frame of an MP3 file, where encoders write how many frames follow."""

import struct

_ID3_HEADER = 10
_ID3 = b"ID3"
_SEARCHED_BYTES = 4096
_MPEG_1 = 0b11
_LAYER_3 = 0b01
_MONO = 0b11
_VBRI_AT = 36
_HAS_FRAMES = 1


def tag_bytes(head: bytes) -> int:
    """Return the length of the ID3 tag that a file begins with; 0 if there is none."""
    if not head.startswith(_ID3) or len(head) < _ID3_HEADER:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return _ID3_HEADER + size


def announced_samples(frames: bytes) -> int | None:
    """Return how many samples the first frame (behind any tag) announces; most constant rates none."""
    at = _first_frame(frames[:_SEARCHED_BYTES])
    if at is None:
        return None
    version = frames[at + 1] >> 3 & 0b11
    mono = frames[at + 3] >> 6 == _MONO
    count = _frame_count(frames[at:], side_bytes=_side_bytes(version, mono=mono))
    return None if count is None else count * (1152 if version == _MPEG_1 else 576)


def _first_frame(data: bytes) -> int | None:
    for at in range(len(data) - 4):
        if data[at] == 0xFF and data[at + 1] & 0xE6 == 0xE0 | _LAYER_3 << 1:  # noqa: PLR2004
            return at
    return None


def _side_bytes(version: int, *, mono: bool) -> int:
    if version == _MPEG_1:
        return 17 if mono else 32
    return 9 if mono else 17


def _frame_count(frame: bytes, *, side_bytes: int) -> int | None:
    place = frame[4 + side_bytes :][:12].ljust(12, b"\0")
    name, flags, count = struct.unpack(">4sII", place)
    if name in {b"Xing", b"Info"} and flags & _HAS_FRAMES:
        return int(count)
    vbri = frame[_VBRI_AT:][:18]
    if vbri.startswith(b"VBRI") and len(vbri) == 18:  # noqa: PLR2004
        return int.from_bytes(vbri[14:])
    return None
