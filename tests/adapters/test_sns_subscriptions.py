"""How a topic's question is answered."""

from collections.abc import Generator

import pytest
from botocore.stub import Stubber

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.sns_subscriptions import SNSSubscriptions
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError
from callinsight.domain.errors.sender import MalformedEventError
from callinsight.ports.announcements import Confirmation
from tests.stubs.sns import TOPIC

ASKED = Confirmation(TOPIC, "2336412f37")
SENT = {"TopicArn": TOPIC, "Token": "2336412f37", "AuthenticateOnUnsubscribe": "true"}


class OneClient(AwsClients):
    """The SNS of one region, with scripted answers."""

    def __init__(self) -> None:
        super().__init__()
        self.client = super().sns("eu-central-1")

    def sns(self, region: str) -> object:  # type: ignore[override]
        assert region == "eu-central-1"
        return self.client


@pytest.fixture
def aws() -> OneClient:
    return OneClient()


@pytest.fixture
def sns(aws: OneClient) -> Generator[Stubber]:
    with Stubber(aws.client) as stubber:
        yield stubber


async def test_a_question_is_answered_in_the_topics_region_so_that_no_link_can_undo_it(
    aws: OneClient, sns: Stubber
) -> None:
    sns.add_response("confirm_subscription", {"SubscriptionArn": f"{TOPIC}:1"}, SENT)
    await SNSSubscriptions(aws).confirm(ASKED)
    sns.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("InvalidParameter", 400, MalformedEventError),
        ("NotFound", 404, MalformedEventError),
        ("InternalError", 500, ServiceUnavailableError),
    ],
)
async def test_a_question_that_does_not_stand_any_more_is_told_from_a_service_that_is_away(
    aws: OneClient, sns: Stubber, code: str, status: int, error: type[CallInsightError]
) -> None:
    sns.add_client_error("confirm_subscription", code, http_status_code=status)
    with pytest.raises(error):
        await SNSSubscriptions(aws).confirm(ASKED)
