"""Recordings: keys that are safe, and the identity of a version."""

import mimetypes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.domain.recording import (
    Recording,
    call_id_in,
    media_type_of,
    slug,
    upload_key,
)
from tests.builders import a_recording_object

SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
ANY_TEXT = st.text(st.characters(), max_size=300)
CALL_ID = "01jd9w3xk5m8q2v7t4c6b1n0ha"


@given(ANY_TEXT)
@example("\ud800.wav")
@example("a\uff0fb.wav")
@example("\x00\n\t")
def test_a_slug_is_short_ascii_without_a_slash(file_name: str) -> None:
    name = slug(file_name)
    assert name
    assert SAFE.issuperset(name)
    assert len(name.encode()) <= 120
    assert not name.startswith((".", "-"))


@given(ANY_TEXT, st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True))
def test_a_slug_keeps_a_short_extension(stem: str, extension: str) -> None:
    assert slug(f"{stem}.{extension}").endswith(f".{extension}")


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("call.wav", "call.wav"),
        ("Anruf für Müller (1).MP3", "Anruf-fur-Muller-1.MP3"),
        ("C:\\calls\\monday\\call.wav", "call.wav"),
        ("/var/spool/monitoring", "monitoring"),
        ("/etc/passwd", "passwd"),
        ("a", "a"),
        ("../../etc/passwd.wav", "passwd.wav"),
        ("..\\..\\call.wav", "call.wav"),
        ("uploads/..", "recording"),
        ("..", "recording"),
        ("", "recording"),
        ("通話", "recording"),
        ("会議.wav", "recording.wav"),
        (".wav", "recording.wav"),
        ("---.wav", "recording.wav"),
        ("call.tar.gz", "call.tar.gz"),
        (".hidden.wav", "hidden.wav"),
        ("call.", "call"),
        ("x" * 200 + ".wav", "x" * 116 + ".wav"),
        ("x." + "y" * 200, "x." + "y" * 118),
    ],
)
def test_a_slug_is_made_of_the_last_part_of_a_name(file_name: str, expected: str) -> None:
    assert slug(file_name) == expected


@given(ANY_TEXT)
def test_a_key_of_ours_carries_its_call_id(file_name: str) -> None:
    assert call_id_in(upload_key(CALL_ID, "u1", file_name)) == CALL_ID


def test_two_uploads_of_one_file_never_have_the_same_key() -> None:
    assert upload_key(CALL_ID, "u1", "call.wav") != upload_key(CALL_ID, "u2", "call.wav")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "uploads/call.wav",
        "uploads/crm/2026/call.wav",
        f"uploads/{CALL_ID}/call.wav",
        f"uploads/{CALL_ID}/u1/more/call.wav",
        f"uploads/{CALL_ID.upper()}/u1/call.wav",
        f"uploads/{CALL_ID}0/u1/call.wav",
        f"adhoc/{CALL_ID}/u1/call.wav",
        f"/uploads/{CALL_ID}/call.wav",
        f"uploads/{CALL_ID}//call.wav",
        f"uploads/{CALL_ID}/u1/",
        "uploads//u1/call.wav",
    ],
)
def test_a_foreign_key_carries_no_call_id(key: str) -> None:
    assert call_id_in(key) is None


@pytest.mark.parametrize(
    ("file_name", "media_type"),
    [
        ("call.aac", "audio/aac"),
        ("call.amr", "audio/amr"),
        ("call.flac", "audio/flac"),
        ("call.m4a", "audio/mp4"),
        ("call.mp3", "audio/mpeg"),
        ("CALL.MP3", "audio/mpeg"),
        ("call.mp4", "audio/mp4"),
        ("call.ogg", "audio/ogg"),
        ("call.opus", "audio/ogg"),
        ("call.wav", "audio/wav"),
        ("call.webm", "audio/webm"),
        ("call.wav.txt", "application/octet-stream"),
        ("call.unheard-of", "application/octet-stream"),
        ("call", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_media_type_is_guessed_from_the_extension(file_name: str, media_type: str) -> None:
    assert media_type_of(file_name) == media_type


def test_a_media_type_is_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_: ("video/unusual", None))
    assert media_type_of("call.webm") == "audio/webm"


def a_recording(version_id: str | None) -> Recording:
    return Recording(
        bucket="recordings",
        key="uploads/call.wav",
        version_id=version_id,
        etag="e1",
        size_bytes=1000,
        media_type="audio/wav",
        duration_seconds=3.0,
        channels=2,
    )


def test_a_version_is_what_s3_calls_it_else_the_etag() -> None:
    assert a_recording_object(version_id="v1", etag="e1").version == "v1"
    assert a_recording_object(version_id=None, etag="e1").version == "e1"
    assert a_recording("v1").version == "v1"
    assert a_recording(None).version == "e1"


@pytest.mark.parametrize(
    ("metadata", "encrypted"),
    [
        ({}, False),
        ({"agent": "x-amz-key", "x-amz-note": "aes"}, False),
        ({"x-amz-key-v2": "a2V5", "x-amz-iv": "aXY=", "x-amz-cek-alg": "AES/GCM/NoPadding"}, True),
        ({"X-Amz-Key": "a2V5"}, True),
    ],
)
def test_what_an_encryption_client_leaves_beside_an_object_is_seen(
    metadata: dict[str, str], encrypted: bool
) -> None:
    assert a_recording_object(metadata=metadata).is_client_encrypted == encrypted
