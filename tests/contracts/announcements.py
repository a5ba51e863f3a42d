"""What S3 has announced to a queue."""

from callinsight.adapters.aws import AwsClients
from callinsight.domain.events import RecordingUploaded, parse_message


def announced_uploads(aws: AwsClients, url: str) -> list[RecordingUploaded]:
    """Receive until a message announces uploads, and return them; none after 100 seconds.

    S3's test event comes before them, and may well come alone.
    """
    for _ in range(5):
        found = aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
        parsed = [parse_message(message["Body"]) for message in found.get("Messages", [])]
        if uploads := [upload for each in parsed for upload in each.uploads]:
            return uploads
    return []
