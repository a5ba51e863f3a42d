"""AWS clients: made once, shared, and called on threads of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import boto3
from botocore.config import Config

from callinsight.adapters.aws_errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 50
# boto3 owns the retries of AWS requests: idempotent and unpaid. Long polls last 20 s.
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=CONNECTIONS,
    connect_timeout=3,
    read_timeout=30,
)
# A beat that hangs must fail before anybody takes the silence for death; the next one is its retry.
_BEAT_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=1,
    connect_timeout=2,
    read_timeout=3,
)
# Path style: endpoints other than AWS have no bucket host names.
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "path"}))


class AwsThreads:
    """Runs blocking AWS calls off the event loop, as many at once as there are connections."""

    def __init__(self, size: int = CONNECTIONS) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="aws")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await `call(*args, **kwargs)` on a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(call, *args, **kwargs))


class AwsClients:
    """One client per service, made when first needed."""

    def __init__(
        self, session: boto3.Session | None = None, public_s3_endpoint: str | None = None
    ) -> None:
        self._session = session or boto3.Session()
        self._public_s3_endpoint = public_s3_endpoint
        self.threads = AwsThreads()

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        with aws_errors("dynamodb"):
            return self._session.client("dynamodb", config=_CONFIG)

    @cached_property
    def dynamodb_for_beats(self) -> "DynamoDBClient":
        with aws_errors("dynamodb"):
            return self._session.client("dynamodb", config=_BEAT_CONFIG)

    @cached_property
    def s3(self) -> "S3Client":
        with aws_errors("s3"):
            return self._session.client("s3", config=_S3_CONFIG)

    @cached_property
    def s3_for_links(self) -> "S3Client":
        """The host is part of a signature, so links are signed for the host clients use."""
        if self._public_s3_endpoint is None:
            return self.s3
        with aws_errors("s3"):
            return self._session.client(
                "s3", config=_S3_CONFIG, endpoint_url=self._public_s3_endpoint
            )

    @cached_property
    def sqs(self) -> "SQSClient":
        with aws_errors("sqs"):
            return self._session.client("sqs", config=_CONFIG)

    def sns(self, region: str) -> "SNSClient":
        """Return a client for the topics of a region; subscriptions are confirmed rarely."""
        with aws_errors("sns"):
            return self._session.client("sns", config=_CONFIG, region_name=region)

    @cached_property
    def secrets_manager(self) -> "SecretsManagerClient":
        with aws_errors("secretsmanager"):
            return self._session.client("secretsmanager", config=_CONFIG)
