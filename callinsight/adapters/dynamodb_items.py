"""Plain values as DynamoDB items and back; numbers keep their value, not their type."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_attribute(value: Any) -> "AttributeValueTypeDef":
    """Return one plain value in DynamoDB's notation."""
    attribute: AttributeValueTypeDef = _serializer.serialize(_decimals(value))
    return attribute


def to_item(values: Mapping[str, Any]) -> "dict[str, AttributeValueTypeDef]":
    """Return a record as an item; None means absent."""
    return {name: to_attribute(value) for name, value in values.items() if value is not None}


def from_item(item: "Mapping[str, Any]") -> dict[str, Any]:
    """Return the plain values of an item."""
    return {name: _floats(_deserializer.deserialize(value)) for name, value in item.items()}


def _decimals(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _decimals(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_decimals(item) for item in value]
    return value


def _floats(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return value
