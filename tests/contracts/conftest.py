"""Each store as a fake and as the real adapter on local AWS servers."""

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_api_keys import DynamoDBApiKeyStore
from callinsight.adapters.dynamodb_audit import DynamoDBAuditLog
from callinsight.adapters.dynamodb_budgets import DynamoDBBudgetStore
from callinsight.adapters.dynamodb_call_questions import DynamoDBCallQuestionStore
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.adapters.dynamodb_evaluations import DynamoDBEvaluationStore
from callinsight.adapters.dynamodb_golden import DynamoDBGoldenStore
from callinsight.adapters.dynamodb_ledger import DynamoDBLedger
from callinsight.adapters.dynamodb_operations import DynamoDBOperationsStore
from callinsight.adapters.dynamodb_profiles import DynamoDBProfileStore
from callinsight.adapters.dynamodb_reanalyses import DynamoDBReanalysisStore
from callinsight.adapters.dynamodb_request_counts import DynamoDBRequestCounts
from callinsight.adapters.dynamodb_taken_messages import DynamoDBTakenMessages
from callinsight.adapters.s3_artifacts import S3ArtifactStore
from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.adapters.sqs import SQSEventQueue
from callinsight.ports.announcements import TakenMessages
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.audit import AuditLog
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.call_questions import CallQuestionStore
from callinsight.ports.calls import CallStore
from callinsight.ports.evaluations import EvaluationStore
from callinsight.ports.golden import GoldenStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.operations import ApiKeyStore, OperationsStore
from callinsight.ports.profiles import ProfileStore
from callinsight.ports.queue import EventQueue
from callinsight.ports.reanalyses import ReanalysisStore
from callinsight.ports.recordings import RecordingStore
from callinsight.ports.request_counts import RequestCounts
from callinsight.provision import create_buckets, create_queue
from callinsight.table_definitions import calls_table, operations_table, profiles_table
from tests.fakes.api_keys import FakeApiKeyStore
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.audit import FakeAuditLog
from tests.fakes.budgets import FakeBudgetStore
from tests.fakes.call_questions import FakeCallQuestionStore
from tests.fakes.calls import FakeCallStore
from tests.fakes.evaluations import FakeEvaluationStore
from tests.fakes.golden import FakeGoldenStore
from tests.fakes.ledger import FakeLedger
from tests.fakes.operations import FakeOperationsStore
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.queue import FakeEventQueue
from tests.fakes.reanalyses import FakeReanalysisStore
from tests.fakes.recordings import FakeRecordingStore
from tests.fakes.request_counts import FakeRequestCounts
from tests.fakes.taken_messages import FakeTakenMessages

DYNAMODB = ["fake", "ministack", "moto"]


@pytest.fixture
def server(request: pytest.FixtureRequest) -> AwsClients | None:
    """Clients of the server a test asks for, or None for the fake."""
    return None if request.param == "fake" else request.getfixturevalue(request.param)


@pytest.fixture
def calls(server: AwsClients | None) -> CallStore:
    if server is None:
        return FakeCallStore()
    name = f"calls-{ULID()}"
    server.dynamodb.create_table(**calls_table(name))
    return DynamoDBCallStore(server.dynamodb, server.threads, name)


@pytest.fixture
def profiles(server: AwsClients | None) -> ProfileStore:
    if server is None:
        return FakeProfileStore()
    name = f"profiles-{ULID()}"
    server.dynamodb.create_table(**profiles_table(name))
    return DynamoDBProfileStore(server.dynamodb, server.threads, name)


def an_operations_table(server: AwsClients) -> str:
    """Make an operations table of the test's own; return its name."""
    name = f"operations-{ULID()}"
    server.dynamodb.create_table(**operations_table(name))
    return name


@pytest.fixture
def operations(server: AwsClients | None) -> OperationsStore:
    if server is None:
        return FakeOperationsStore()
    return DynamoDBOperationsStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def audit_log(server: AwsClients | None) -> AuditLog:
    if server is None:
        return FakeAuditLog()
    return DynamoDBAuditLog(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def questions(server: AwsClients | None) -> CallQuestionStore:
    if server is None:
        return FakeCallQuestionStore()
    return DynamoDBCallQuestionStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def budgets(server: AwsClients | None) -> BudgetStore:
    if server is None:
        return FakeBudgetStore()
    return DynamoDBBudgetStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def ledger(server: AwsClients | None) -> Ledger:
    if server is None:
        return FakeLedger()
    return DynamoDBLedger(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def api_keys(server: AwsClients | None) -> ApiKeyStore:
    if server is None:
        return FakeApiKeyStore()
    return DynamoDBApiKeyStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def golden(server: AwsClients | None) -> GoldenStore:
    if server is None:
        return FakeGoldenStore()
    return DynamoDBGoldenStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def reanalyses(server: AwsClients | None) -> ReanalysisStore:
    if server is None:
        return FakeReanalysisStore()
    return DynamoDBReanalysisStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def evaluations(server: AwsClients | None) -> EvaluationStore:
    if server is None:
        return FakeEvaluationStore()
    return DynamoDBEvaluationStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def request_counts(server: AwsClients | None) -> RequestCounts:
    if server is None:
        return FakeRequestCounts()
    return DynamoDBRequestCounts(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def taken_messages(server: AwsClients | None) -> TakenMessages:
    if server is None:
        return FakeTakenMessages()
    return DynamoDBTakenMessages(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def queue(server: AwsClients | None) -> EventQueue:
    if server is None:
        return FakeEventQueue()
    url = create_queue(server, f"events-{ULID()}")
    return SQSEventQueue(server.sqs, server.threads, url, retry_seconds=0)


@pytest.fixture
def artifacts(server: AwsClients | None) -> ArtifactStore:
    if server is None:
        return FakeArtifactStore()
    name = f"artifacts-{str(ULID()).lower()}"
    server.s3.create_bucket(Bucket=name)
    return S3ArtifactStore(server.s3, server.threads, name)


@pytest.fixture
def recordings(server: AwsClients | None) -> RecordingStore:
    """The recordings bucket of a server, with its notifications."""
    if server is None:
        return FakeRecordingStore()
    suffix = str(ULID()).lower()
    queue_url = create_queue(server, f"events-{suffix}")
    create_buckets(
        server,
        recordings=f"recordings-{suffix}",
        artifacts=f"artifacts-{suffix}",
        queue_url=queue_url,
    )
    return S3RecordingStore(server, f"recordings-{suffix}", link_seconds=900, max_bytes=10_000_000)
