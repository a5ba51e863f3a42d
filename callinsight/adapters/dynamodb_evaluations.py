"""Reports of evaluations in DynamoDB: items (evaluation, profile, versions, set) of operations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems
from callinsight.domain.evaluation_report import EvaluationReport

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "evaluation"
_MOST = 100


class DynamoDBEvaluationStore:
    """A report is one JSON text, under a name that sorts by the candidate's number."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    async def put_report(self, report: EvaluationReport) -> None:
        versions = report.candidate.version, report.current.version
        item = {
            "pk": _KIND,
            "sk": _name(report.profile_id, *versions, report.golden_set),
            "report": report.model_dump_json(),
        }
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item, TableName=self._table, Item=to_item(item)
            )

    async def get_report(
        self, profile_id: str, candidate: int, current: int, golden_set: str
    ) -> EvaluationReport | None:
        item = await self._items.get(_KIND, _name(profile_id, candidate, current, golden_set))
        return None if item is None else EvaluationReport.model_validate_json(item["report"])

    async def list_reports(self, profile_id: str) -> Sequence[EvaluationReport]:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.query,
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :profile)",
                ExpressionAttributeValues=to_item({":pk": _KIND, ":profile": f"{profile_id} "}),
                ConsistentRead=True,
                ScanIndexForward=False,
                Limit=_MOST,
            )
        texts = [from_item(item)["report"] for item in answer["Items"]]
        found = [EvaluationReport.model_validate_json(text) for text in texts]
        return sorted(found, key=lambda report: report.at, reverse=True)


def _name(profile_id: str, candidate: int, current: int, golden_set: str) -> str:
    return f"{profile_id} {candidate:09d} {current:09d} {golden_set}"
