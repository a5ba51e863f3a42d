"""What an engine takes as it is."""

from typing import Any

import pytest

from callinsight.domain.recording import Recording
from callinsight.ports.engines import AudioLimits
from tests.builders import a_recording_object

LIMITS = AudioLimits(frozenset({"audio/wav"}), max_bytes=1000, max_seconds=60.0)


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({}, True),
        ({"media_type": "audio/amr"}, False),
        ({"size_bytes": 1001}, False),
        ({"duration_seconds": 60.1}, False),
        ({"dual_mono": True}, True),
        # A provider that mixes the channels would hear nothing.
        ({"dual_mono": True, "mirrored": True}, False),
    ],
    ids=str,
)
def test_a_recording_beyond_a_limit_is_not_sent_as_it_is(
    fields: dict[str, Any], taken: bool
) -> None:
    sound = {"media_type": "audio/wav", "duration_seconds": 60.0, "channels": 2}
    stored = a_recording_object(size_bytes=1000).model_dump() | sound | fields
    assert LIMITS.take(Recording.model_validate(stored)) == taken
