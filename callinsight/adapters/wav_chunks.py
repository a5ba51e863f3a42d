"""The chunks of a WAV file: how many bytes of sound its header announces.

FFmpeg trims that number to what the file holds, so that a missing end would not be seen.
"""

import math
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_RIFF_HEADER = 12
_MOST_CHUNKS = 1000
# Recorders that cannot go back to the header leave such numbers there.
_UNKNOWN_FROM = 0x7FFF_0000


def announced_share(path: str) -> float | None:
    """Return the announced bytes of sound by those that are there; None where it is not known.

    It is 1 for a whole file, 2 for one that was cut in half, infinite without any sound.
    """
    long_size = 0
    with Path(path).open("rb") as file:
        is_long = file.read(4) == b"RF64"
        for kind, size in _chunks(file):
            if kind == b"ds64":
                _, long_size = struct.unpack("<QQ", file.read(16).ljust(16, b"\0"))
            elif kind == b"data":
                announced = long_size if is_long else size * (size < _UNKNOWN_FROM)
                present = -file.tell() + file.seek(0, os.SEEK_END)
                return _share(announced, present)
    return None


def _share(announced: int, present: int) -> float | None:
    if not announced:
        return None
    return announced / present if present > 0 else math.inf


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk's name and size, with the file at its content."""
    at = _RIFF_HEADER
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        header = file.read(8)
        if len(header) < 8:  # noqa: PLR2004
            return
        kind, size = struct.unpack("<4sI", header)
        yield kind, size
        at += 8 + size + size % 2
