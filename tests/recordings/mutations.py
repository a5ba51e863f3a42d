"""Files with something changed in them, as broken disks, cut uploads and attackers make them."""

from collections.abc import Callable, Sequence
from random import Random

_EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)
# Headers are short, and most of what can go wrong is in them.
_HEADER_BYTES = 256
_MOST_CHANGES = 8

Change = Callable[[bytearray, Sequence[bytes], Random], None]


def mutated(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """Return the content after one to eight changes, some of which take from other files."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        chance.choice(_CHANGES)(changed, others, chance)
    return bytes(changed)


def _place(content: bytearray, chance: Random) -> int:
    end = _HEADER_BYTES if chance.random() < 0.5 else len(content)
    return chance.randrange(max(1, min(end, len(content))))


def _flip_bits(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    for _bit in range(chance.choice((1, 1, 4, 32))):
        if content:
            content[_place(content, chance)] ^= 1 << chance.randrange(8)


def _cut_end(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    del content[_place(content, chance) :]


def _lose_piece(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    at = _place(content, chance)
    del content[at : at + chance.choice((1, 2, 16, 1000))]


def _repeat_piece(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    at = _place(content, chance)
    content[at:at] = content[at : at + chance.choice((1, 8, 1000))] * chance.choice((1, 2, 20))


def _swap_pieces(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    size = chance.choice((4, 64, 1024))
    one, two = _place(content, chance), _place(content, chance)
    piece = content[one : one + size]
    content[one : one + size] = content[two : two + size]
    content[two : two + size] = piece


def _set_number(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    """Write an extreme where a length or a count may be."""
    size, at = chance.choice((1, 2, 4, 8)), _place(content, chance)
    number = chance.choice(_EXTREMES) & (1 << 8 * size) - 1
    content[at : at + size] = number.to_bytes(size, chance.choice(("big", "little")))


def _take_header(content: bytearray, others: Sequence[bytes], chance: Random) -> None:
    size = chance.choice((4, 12, 64, _HEADER_BYTES))
    content[:size] = chance.choice(others)[:size]


def _insert_other(content: bytearray, others: Sequence[bytes], chance: Random) -> None:
    other, at = chance.choice(others), _place(content, chance)
    begin = chance.randrange(len(other))
    content[at:at] = other[begin : begin + 2000]


def _fill(content: bytearray, _: Sequence[bytes], chance: Random) -> None:
    size, at = chance.choice((16, 500, 5000)), _place(content, chance)
    piece = content[at : at + size]
    content[at : at + size] = chance.choice((bytes(len(piece)), chance.randbytes(len(piece))))


_CHANGES: tuple[Change, ...] = (
    _flip_bits,
    _flip_bits,
    _cut_end,
    _lose_piece,
    _repeat_piece,
    _swap_pieces,
    _set_number,
    _set_number,
    _take_header,
    _insert_other,
    _fill,
)
