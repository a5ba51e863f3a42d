"""The tables keep the limits of DynamoDB."""

from callinsight.table_definitions import calls_table


def test_the_calls_table_keeps_the_limits_of_dynamodb_that_local_servers_do_not_check() -> None:
    indexes = calls_table("calls")["GlobalSecondaryIndexes"]
    projected = [index["Projection"]["NonKeyAttributes"] for index in indexes]
    assert max(map(len, projected)) <= 20
    assert sum(map(len, projected)) <= 100
