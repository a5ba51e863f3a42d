"""Questions in DynamoDB: items (questions of a call, question) of the operations table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.call_question import CallQuestion

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDBCallQuestionStore:
    """A question is one JSON text."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def put_question(self, question: CallQuestion) -> None:
        place = _place(question.call_id, question.question_id)
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item,
                TableName=self._table,
                Item=to_item({**place, "question": question.model_dump_json()}),
            )

    async def get_question(self, call_id: str, question_id: str) -> CallQuestion | None:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.get_item,
                TableName=self._table,
                Key=to_item(_place(call_id, question_id)),
                ConsistentRead=True,
            )
        return _read(answer["Item"]) if "Item" in answer else None

    async def questions_of(self, call_id: str) -> Sequence[CallQuestion]:
        found: list[CallQuestion] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(
                    self._client.query,
                    TableName=self._table,
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues=to_item({":pk": _place(call_id, "")["pk"]}),
                    ConsistentRead=True,
                    **start,
                )
            found += map(_read, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return sorted(found, key=lambda each: each.asked_at, reverse=True)
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    async def erase_questions(self, call_id: str) -> None:
        for question in await self.questions_of(call_id):
            with aws_errors(f"table {self._table}"):
                await self._threads.run(
                    self._client.delete_item,
                    TableName=self._table,
                    Key=to_item(_place(call_id, question.question_id)),
                )


def _place(call_id: str, question_id: str) -> dict[str, str]:
    return {"pk": f"questions of {call_id}", "sk": question_id}


def _read(item: Any) -> CallQuestion:
    return CallQuestion.model_validate_json(from_item(item)["question"])
