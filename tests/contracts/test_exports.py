"""What every place for exported files does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ulid import ULID

from callinsight.adapters.export_folder import ExportFolder
from callinsight.adapters.s3_exports import S3ExportStore
from callinsight.ports.exports import ExportStore
from tests.fakes.exports import FakeExportStore

KEY = "day=2026-11-26/part-0.parquet"
Lies = Callable[[], dict[str, list[bytes]]]


@pytest.fixture(params=["fake", "folder", "ministack"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ExportStore, Lies]:
    """A place, and what lies in it: each key with all its versions."""
    if request.param == "fake":
        fake = FakeExportStore()
        return fake, lambda: {key: [body] for key, body in fake.files.items()}
    if request.param == "folder":
        folder = tmp_path / "exports"
        return ExportFolder(folder), lambda: {
            str(path.relative_to(folder)): [path.read_bytes()]
            for path in folder.rglob("*")
            if path.is_file()
        }
    aws = request.getfixturevalue("ministack")
    bucket = f"exports-{str(ULID()).lower()}"
    aws.s3.create_bucket(Bucket=bucket)
    aws.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return S3ExportStore(aws.s3, aws.threads, bucket, "some/where/"), lambda: _versions(aws, bucket)


def _versions(aws: Any, bucket: str) -> dict[str, list[bytes]]:
    lies: dict[str, list[bytes]] = {}
    for item in aws.s3.list_object_versions(Bucket=bucket).get("Versions", []):
        named = {"Key": item["Key"], "VersionId": item["VersionId"]}
        body = aws.s3.get_object(Bucket=bucket, **named)["Body"].read()
        lies.setdefault(item["Key"].removeprefix("some/where/"), []).append(body)
    return lies


async def test_a_file_replaces_the_one_before_with_all_its_versions_and_no_other(
    place: tuple[ExportStore, Lies], tmp_path: Path
) -> None:
    store, lies = place
    for key, body in ((f"{KEY}.old", b"other"), (KEY, b"first"), (KEY, b"second"), (KEY, b"third")):
        (tmp_path / "file").write_bytes(body)
        await store.put(key, tmp_path / "file")
    assert lies() == {f"{KEY}.old": [b"other"], KEY: [b"third"]}
