"""Services on a local AWS and on the stub providers, each with tables and buckets of its own."""

from collections.abc import Sequence
from typing import Any

from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.provision import create_buckets, create_queue, create_tables
from callinsight.services import Services
from tests.builders import settings
from tests.stubs.running import StubProviders

DEPLOYMENT_OF_TESTS = "process-call/tests"


def real_services(
    aws: AwsClients, stubs: StubProviders, *, origins: Sequence[str] = (), **replacements: Any
) -> Services:
    """Return such services, for pages of these origins; keyword arguments replace single parts."""
    mark = str(ULID()).lower()
    names = {part: f"{part}-{mark}" for part in ("calls", "profiles", "operations")}
    create_tables(aws, **names)
    queue_url = create_queue(aws, f"events-{mark}")
    buckets = {"recordings": f"recordings-{mark}", "artifacts": f"artifacts-{mark}"}
    create_buckets(aws, queue_url=queue_url, origins=origins, **buckets)
    configured = settings(
        calls_table=names["calls"],
        profiles_table=names["profiles"],
        operations_table=names["operations"],
        recordings_bucket=buckets["recordings"],
        artifacts_bucket=buckets["artifacts"],
        queue_url=queue_url,
        elevenlabs_api_key="key",
        elevenlabs_base_url=stubs.elevenlabs_url,
        openai_api_key="key",
        openai_base_url=stubs.openai_url,
        openai_api="responses",
        callinsight_deployment=DEPLOYMENT_OF_TESTS,
        callinsight_allowed_origins=origins,
        callinsight_public_url="http://127.0.0.1:8000",
    )
    return Services(configured, aws=aws, **replacements)
