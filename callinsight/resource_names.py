"""What the AWS resources of a deployment are called."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ResourceNames:
    """Three tables, two buckets, and the queue of S3 events."""

    calls: str
    profiles: str
    operations: str
    recordings: str
    artifacts: str
    queue: str
