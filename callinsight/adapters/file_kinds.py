"""What kind of file somebody uploaded, told from its first and last bytes only."""

import os
from enum import StrEnum
from pathlib import Path

from callinsight.adapters.mp3_frames import tag_bytes

HEAD_BYTES = 64 * 1024
_SOUND = (
    b"fLaC", b"OggS", b"#!AMR", b".snd", b"caff", b"ID3", b"RF64",
    b"\x1aE\xdf\xa3",  # Matroska and WebM
    bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),  # ASF
    bytes.fromhex("726966662e91cf11a5d628db04c10000"),  # Wave64
)  # fmt: skip
_FORMS = {(b"RIFF", b"WAVE"), (b"FORM", b"AIFF"), (b"FORM", b"AIFC")}
_PICTURES = {b"avif", b"avis", b"heic", b"heix", b"heif", b"mif1", b"msf1"}
_ENCRYPTED = (
    b"Salted__",  # OpenSSL
    b"age-encryption.org/",
    b"-----BEGIN PGP MESSAGE-----", b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b"\x8c\x0d\x04", b"\xc3\x0d\x04",  # OpenPGP with a password
    b"\x84\x5e\x03", b"\x85\x01\x0c\x03", b"\x85\x01\x8c\x03", b"\x85\x02\x0c\x03", b"\xc1\xc0\x4c\x03",  # ... with a key
    b"gAAAAA",  # Fernet
    b"\x01\x80\x03\x78", b"\x02\x04\x78", b"\x02\x05\x78",  # AWS Encryption SDK
)  # fmt: skip
_ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")  # CMS, S/MIME
_ASF_ENCRYPTION = (
    bytes.fromhex("fbb31122 23bdd211 b4b700a0 c955fc6e"),
    bytes.fromhex("14e68a29 22261741 b935dae0 7ee9289c"),
)
_ZIP, _ZIP_ENCRYPTED = b"PK\x03\x04", 0x01
_SEVEN_ZIP, _SEVEN_ZIP_AES = b"7z\xbc\xaf\x27\x1c", b"\x06\xf1\x07\x01"
_SYNC, _TS_SYNC, _TS_PACKET = 0xFF, 0x47, 188


class FileKind(StrEnum):
    """The only difference that matters before decoding."""

    SOUND = "sound"
    ENCRYPTED = "encrypted"
    OTHER = "other"


def kind_of(path: str) -> FileKind:
    """Return what the bytes look like; a form of sound may be damaged or hold no sound at all."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - HEAD_BYTES))
        tail = file.read(HEAD_BYTES)
    if _is_encrypted(head, tail):
        return FileKind.ENCRYPTED
    return FileKind.SOUND if _is_sound(head) else FileKind.OTHER


def _is_encrypted(head: bytes, tail: bytes) -> bool:
    if head.startswith(_ZIP):
        return bool(head[6:7] and head[6] & _ZIP_ENCRYPTED)
    if head.startswith(_SEVEN_ZIP):
        return _SEVEN_ZIP_AES in tail
    wrapped = head.startswith(_ENCRYPTED) or _ENVELOPED_DATA in head[:32]
    return wrapped or (head.startswith(_SOUND[8]) and any(mark in head for mark in _ASF_ENCRYPTION))


def _is_sound(head: bytes) -> bool:
    if head.startswith(_SOUND) or (head[:4], head[8:12]) in _FORMS:
        return True
    if head[4:8] == b"ftyp":
        return head[8:12] not in _PICTURES
    return _is_mpeg(head)


def _is_mpeg(head: bytes) -> bool:
    """MPEG frames begin with eleven set bits; a transport stream repeats its byte."""
    frames = head[tag_bytes(head) :] or head
    syncs = frames[:2] >= b"\xff\xe2" and frames[:1] == bytes([_SYNC]) and frames[1:2] != b"\xff"
    packets = (
        head[:1] + head[_TS_PACKET : _TS_PACKET + 1] + head[2 * _TS_PACKET : 2 * _TS_PACKET + 1]
    )
    return syncs or packets == bytes([_TS_SYNC]) * 3
