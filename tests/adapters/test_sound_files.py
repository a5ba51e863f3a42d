"""What the bytes of a file tell without decoding: its kind, and what its header announces."""

import math
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callinsight.adapters.file_kinds import FileKind, kind_of
from callinsight.adapters.mp3_frames import announced_samples, tag_bytes
from callinsight.adapters.mp4_boxes import is_scrambled, lacks_its_end
from callinsight.adapters.wav_chunks import announced_share
from tests.recordings import forms, spoiling
from tests.recordings.making import Form, encoded, speech

any_bytes = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HEADS = st.sampled_from(
    [b"", b"RIFF", b"ID3\x04\x00\x00", b"\x00\x00\x00\x18ftypM4A ", b"PK\x03\x04", b"7z\xbc\xaf", b"\xff\xfb"]
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recording"


def stored(file: Path, content: bytes) -> str:
    """Store a file's content and return its path."""
    file.write_bytes(content)
    return str(file)


def wav(*chunks: tuple[bytes, int, bytes], form: bytes = b"RIFF") -> bytes:
    """A WAV file of chunks: name, announced size, content."""
    return (form + bytes(4) + b"WAVE") + b"".join(
        name + struct.pack("<I", size) + content + bytes(len(content) % 2)
        for name, size, content in chunks
    )


@pytest.mark.parametrize("form", forms.PASSING.values(), ids=forms.PASSING.keys())
def test_every_form_that_passes_is_known_as_sound(form: Form, file: Path) -> None:
    assert kind_of(stored(file, encoded(form, speech(0.5, form.rate)))) is FileKind.SOUND


@pytest.mark.parametrize(
    "head",
    [b"\xff\xd8\xff\xe0", b"\xff\xff\xff\xff", b"\xff", b"ID3", b"\x47" * 3, b"RIFF\0\0\0\0AVI ", b""],
)  # fmt: skip
def test_what_only_begins_like_sound_is_none(head: bytes, file: Path) -> None:
    expected = FileKind.SOUND if head == b"ID3" else FileKind.OTHER
    assert kind_of(stored(file, head)) is expected


@given(head=HEADS, rest=st.binary(max_size=400))
@any_bytes
def test_any_bytes_have_a_kind_and_harm_no_reader(head: bytes, rest: bytes, file: Path) -> None:
    path = stored(file, head + rest)

    assert kind_of(path) in FileKind
    assert is_scrambled(path) in {True, False}
    assert lacks_its_end(path) in {True, False}
    share, samples = announced_share(path), announced_samples(head + rest)
    assert share is None or share > 0
    assert samples is None or samples >= 0


@pytest.mark.parametrize(
    ("content", "share"),
    [
        (wav((b"fmt ", 16, bytes(16)), (b"data", 100, bytes(100))), 1.0),
        (wav((b"fmt ", 16, bytes(16)), (b"data", 100, bytes(50))), 2.0),
        (wav((b"LIST", 3, bytes(3)), (b"data", 100, bytes(100))), 1.0),
        (wav((b"data", 100, b"")), math.inf),
        (wav((b"data", 0, bytes(100))), None),
        (wav((b"data", 0xFFFF_FFFF, bytes(100))), None),
        (wav((b"fmt ", 16, bytes(16))), None),
        (wav((b"ds64", 28, struct.pack("<QQQI", 0, 200, 0, 0)), (b"data", 0xFFFF_FFFF, bytes(100)), form=b"RF64"), 2.0),
        (b"", None),
    ],
)  # fmt: skip
def test_the_data_chunk_is_compared_with_what_is_there(
    content: bytes, share: float | None, file: Path
) -> None:
    assert announced_share(stored(file, content)) == share


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_the_first_frame_of_an_mp3_tells_how_many_follow(channels: int, rate: int) -> None:
    content = encoded(Form("mp3", "libmp3lame", "", rate), speech(2, rate).repeat(channels, axis=0))
    samples = announced_samples(content[tag_bytes(content) :])

    assert samples is not None
    assert samples / rate == pytest.approx(2, abs=0.15)


def test_an_mp3_of_another_encoder_tells_it_elsewhere() -> None:
    header = b"\xff\xfb\x90\x44"
    vbri = b"VBRI" + bytes(10) + (500).to_bytes(4) + bytes(8)

    assert announced_samples(header + bytes(32) + vbri) == 500 * 1152
    assert announced_samples(header + bytes(100)) is None


def test_the_length_of_a_tag_leaves_out_every_eighth_bit() -> None:
    assert tag_bytes(b"ID3\x04\x00\x00\x00\x00\x02\x01") == 10 + 257
    assert tag_bytes(b"RIFF\x00\x00\x00\x00\x02\x01") == 0


def test_an_mp4_without_its_end_is_told_from_a_whole_one(file: Path) -> None:
    whole = encoded(forms.M4A, speech(1))

    assert not lacks_its_end(stored(file, whole))
    assert lacks_its_end(stored(file, whole[:-1]))
    assert lacks_its_end(stored(file, whole[:40]))
    assert not lacks_its_end(stored(file, encoded(forms.WAV, speech(1))))


def test_scrambled_tracks_are_seen_and_others_are_not(file: Path) -> None:
    assert is_scrambled(stored(file, spoiling.scrambled_mp4()))
    assert not is_scrambled(stored(file, encoded(forms.M4A, speech(1))))
    # Box lengths that lead out of the file, or nowhere.
    assert not is_scrambled(stored(file, b"\x00\x00\x00\x01moov" + b"\xff" * 8 + bytes(20)))
    assert not is_scrambled(stored(file, b"\x00\x00\x00\x00moov" + b"\x00\x00\x00\x04trak"))
