"""The boxes of an MP4 file, as far as they tell encryption and a missing end."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_SCRAMBLED = {b"enca", b"encv", b"drms", b"drmi", b"enct"}
_TRACK = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
_HEADER = 8
_STSD_HEADER = 8
_MOST_BOXES = 10_000


class Box(NamedTuple):
    """One box: its four letters and where its content lies; `end` may be behind the file's."""

    kind: bytes
    start: int
    end: int


def is_scrambled(path: str) -> bool:
    """Say whether the samples of a track are encrypted, as protected downloads are."""
    with Path(path).open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        return any(box.kind in _SCRAMBLED for box in _inside(file, (Box(b"", 0, end),), _TRACK))


def lacks_its_end(path: str) -> bool:
    """Say whether an MP4 file ends within a box, or before the list of its samples."""
    with Path(path).open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        found = list(_boxes(file, 0, end))
    if not found or found[0].kind != b"ftyp":
        return False
    return found[-1].end > end or b"moov" not in {box.kind for box in found}


def _inside(file: BinaryIO, parents: tuple[Box, ...], path: tuple[bytes, ...]) -> Iterator[Box]:
    """Yield the boxes at the end of a path of boxes."""
    for parent in parents:
        skipped = _STSD_HEADER if parent.kind == _TRACK[-1] else 0
        end = min(parent.end, file.seek(0, os.SEEK_END))
        children = tuple(_boxes(file, parent.start + skipped, end))
        if not path:
            yield from children
        else:
            wanted = tuple(box for box in children if box.kind == path[0])
            yield from _inside(file, wanted, path[1:])


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield neighbouring boxes; a length that makes no sense ends them."""
    for _ in range(_MOST_BOXES):
        if start + _HEADER > end:
            return
        file.seek(start)
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return
        size, content = int.from_bytes(header[:4]), start + _HEADER
        if size == 0:
            size = end - start
        elif size == 1:
            size, content = int.from_bytes(file.read(8)), content + 8
        if start + size < content:
            return
        yield Box(header[4:], content, start + size)
        start += size
