"""Pages that may upload to a bucket and play from it: their origins, as S3 tells browsers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws_errors import error_code

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_RULE = "callinsight-page"
_THIS_MACHINE = ("http://127.0.0.1:*", "http://localhost:*")


def allow_pages(s3: "S3Client", bucket: str, origins: Sequence[str]) -> None:
    """Let pages of this machine and of `origins` reach the bucket; other rules it has are kept.

    A page still needs a signed link for each object.
    """
    ours: dict[str, Any] = {
        "ID": _RULE,
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST"],
        "AllowedOrigins": [*_THIS_MACHINE, *origins],
        "AllowedHeaders": ["content-type", "if-none-match", "x-amz-*"],
        "ExposeHeaders": ["ETag"],
    }
    rules = [*(rule for rule in _rules(s3, bucket) if rule.get("ID") != _RULE), ours]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})


def _rules(s3: "S3Client", bucket: str) -> list[Any]:
    try:
        return [*s3.get_bucket_cors(Bucket=bucket)["CORSRules"]]
    except ClientError as error:
        if error_code(error) != "NoSuchCORSConfiguration":
            raise
        return []
