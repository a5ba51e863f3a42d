"""Presigned links: uploads to exactly one key, playback of exactly one version."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from callinsight.ports.recordings import Source, UploadLink

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_WEEK_SECONDS = 604_800  # no signature is valid for longer


class S3Links:
    """Signs links for the host that clients use; nothing is sent anywhere."""

    def __init__(self, client: "S3Client", bucket: str, *, seconds: int, max_bytes: int) -> None:
        self._client = client
        self._bucket = bucket
        self._seconds = seconds
        self._max_bytes = max_bytes

    def put(
        self, key: str, content_type: str, size_bytes: int | None, metadata: Mapping[str, str]
    ) -> UploadLink:
        """Return a link for one PUT; a second one is refused, because the key exists then."""
        signed: dict[str, Any] = {"ContentType": content_type, "IfNoneMatch": "*"}
        if size_bytes is not None:
            signed["ContentLength"] = size_bytes
        expires_at = self._expiry()
        url = self._client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self._bucket, "Key": key, "Metadata": dict(metadata), **signed},
            ExpiresIn=self._seconds,
        )
        headers = {"Content-Type": content_type, "If-None-Match": "*", **_headers(metadata)}
        return UploadLink(method="PUT", url=url, key=key, expires_at=expires_at, headers=headers)

    def form(
        self, key: str, content_type: str, size_bytes: int | None, metadata: Mapping[str, str]
    ) -> UploadLink:
        """Return a form whose policy bounds the size: the only way S3 limits a range of sizes."""
        fields = {"Content-Type": content_type, **_headers(metadata)}
        least, most = (size_bytes, size_bytes) if size_bytes else (1, self._max_bytes)
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        expires_at = self._expiry()
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields=dict(fields),
            Conditions=[*conditions, ["content-length-range", least, most]],
            ExpiresIn=self._seconds,
        )
        return UploadLink(
            method="POST", url=form["url"], key=key, expires_at=expires_at, fields=form["fields"]
        )

    def playback(self, source: Source, seconds: float | None = None) -> str:
        """Return a link that plays one version for so long, a week at most."""
        version = {"VersionId": source.version_id} if source.version_id else {}
        return self._client.generate_presigned_url(
            "get_object",
            Params={"Bucket": source.bucket, "Key": source.key, **version},
            ExpiresIn=min(int(seconds or self._seconds), _WEEK_SECONDS),
        )

    def origin(self) -> str:
        """Return scheme and host of all links; how a bucket becomes a host is boto3's to know."""
        link = self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": "any"}
        )
        parts = urlsplit(link)
        return f"{parts.scheme}://{parts.netloc}"

    def _expiry(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._seconds)


def _headers(metadata: Mapping[str, str]) -> dict[str, str]:
    return {f"x-amz-meta-{name}": value for name, value in metadata.items()}
