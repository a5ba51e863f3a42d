"""Events: the examples of tests/events, read as a person would read them."""

from pathlib import Path
from typing import Any

import pytest

from callinsight.domain.events import ParsedMessage, RecordingUploaded, parse_message
from tests.domain.wrappings import BUCKET

EXAMPLES = Path(__file__).parents[1] / "events"
EVENTBRIDGE_UPLOAD = {
    "key": "uploads/eventbridge/my call+ü 100%.wav",
    "version_id": "IYV3p45BT0ac8hjHg1houSdS1aMro8eX",
    "etag": "b1946ac92492d2347c6235b4d2611184",
    "sequencer": "617f08299329d189",
    "size_bytes": 16044,
}
MOTO_UPLOAD = {
    "key": "uploads/moto/long call.wav",
    "etag": "7c0a3f2a6d5f1d2e8a9b4c6d7e8f9a0b-2",
    "size_bytes": 10485760,
}


def put(key: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "etag": "d41d8cd98f00b204e9800998ecf8427e",
        "sequencer": "0066E6C3D06D9A1B2C",
        "size_bytes": 16044,
        **fields,
    }


@pytest.mark.parametrize(
    ("name", "uploads"),
    [
        ("s3_put", [put("uploads/direct/my call+ü (1).wav")]),
        (
            "s3_multi_record",
            [
                put("uploads/batch/first.wav", etag="0cc175b9c0f1b6a831c399e269772661"),
                put(
                    "uploads/batch/second.mp3",
                    etag="92eb5ffee6ae2fec3ad71c777531578f",
                    sequencer="0066E6C3D06D9A1B2D",
                    size_bytes=48211,
                ),
                put(
                    "uploads/batch/third.ogg",
                    etag="4a8a08f09d37b73795649038408b5f33",
                    sequencer="0066E6C3D06D9A1B2E",
                    size_bytes=9120,
                ),
            ],
        ),
        ("sns_wrapped", [put("uploads/sns/my call.wav")]),
        ("eventbridge", [EVENTBRIDGE_UPLOAD]),
        ("eventbridge_in_sns", [EVENTBRIDGE_UPLOAD]),
        ("test_event", []),
        (
            "versioned",
            [put("uploads/versioned/call.wav", version_id="096fKKXTRTtl3on89fVOnfljtsv6qko1")],
        ),
        ("delete_event", []),
        ("moto_multipart", [MOTO_UPLOAD, MOTO_UPLOAD]),
    ],
)
def test_an_example_is_read(name: str, uploads: list[dict[str, Any]]) -> None:
    expected = tuple(RecordingUploaded(bucket=BUCKET, **upload) for upload in uploads)
    assert parse_message((EXAMPLES / f"{name}.json").read_text()) == ParsedMessage(expected)
