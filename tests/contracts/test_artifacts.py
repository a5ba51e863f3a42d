"""What every artifact store does."""

import pytest

from callinsight.ports.artifacts import ArtifactStore

pytestmark = pytest.mark.parametrize("server", ["fake", "ministack"], indirect=True)


async def test_an_artifact_comes_back_byte_for_byte(artifacts: ArtifactStore) -> None:
    body = b'{"text": "\xc3\xa4"}' * 1000
    await artifacts.put("artifacts/c/transcribe/f.answer.json", body)
    assert await artifacts.get("artifacts/c/transcribe/f.answer.json") == body


async def test_a_missing_artifact_is_none(artifacts: ArtifactStore) -> None:
    assert await artifacts.get("artifacts/c/nothing") is None


async def test_everything_under_a_prefix_is_deleted_and_nothing_else(
    artifacts: ArtifactStore,
) -> None:
    for key in ("artifacts/a/1", "artifacts/a/2", "artifacts/ab/1"):
        await artifacts.put(key, b"x")
    assert await artifacts.delete_all("artifacts/a/") == 2
    assert await artifacts.get("artifacts/a/1") is None
    assert await artifacts.get("artifacts/ab/1") == b"x"
