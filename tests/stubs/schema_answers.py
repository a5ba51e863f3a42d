"""Makes a JSON value that fits a JSON schema of the strict subset, without any chance in it."""

from typing import Any

Schema = dict[str, Any]

STUB_TEXT = "stub answer"
_DEPTH_LIMIT = 12
_FORMATS = {
    "date-time": "2026-01-31T12:00:00Z",
    "date": "2026-01-31",
    "time": "12:00:00Z",
    "duration": "PT1M",
    "email": "stub@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def answer_to(schema: Schema) -> Any:
    """Return a value that fits: first choices, one item per list, null only where nothing else is.

    A `pattern` is not looked at.
    """
    return _Answers(schema).value(schema)


class _Answers:
    """Holds the root schema, which references point into."""

    def __init__(self, root: Schema) -> None:
        self._root = root

    def value(self, schema: Schema, depth: int = 0) -> Any:
        if "$ref" in schema:
            return self.value(self._referenced(schema["$ref"]), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if branches := schema.get("anyOf") or schema.get("oneOf"):
            return self.value(_choice(branches, depth), depth)
        return self._typed(_type_of(schema, depth), schema, depth)

    def _typed(self, kind: str, schema: Schema, depth: int) -> Any:
        match kind:
            case "object":
                properties = schema.get("properties", {})
                return {name: self.value(part, depth + 1) for name, part in properties.items()}
            case "array":
                return self._items(schema, depth)
            case "integer" | "number":
                return _number(kind, schema)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return _text(schema)

    def _items(self, schema: Schema, depth: int) -> list[Any]:
        count = max(1 if depth < _DEPTH_LIMIT else 0, schema.get("minItems", 0))
        count = min(count, schema.get("maxItems", count))
        return [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]

    def _referenced(self, pointer: str) -> Schema:
        found: Any = self._root
        for name in pointer.removeprefix("#").strip("/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")] if name else found
        return dict(found)


def _choice(branches: list[Schema], depth: int) -> Schema:
    """Return the first branch that is not null; deep down null or the last, to end a recursion."""
    nulls = [branch for branch in branches if branch.get("type") == "null"]
    others = [branch for branch in branches if branch.get("type") != "null"]
    return (nulls + others[::-1] if depth >= _DEPTH_LIMIT else others + nulls)[0]


def _type_of(schema: Schema, depth: int) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, str):
        return kind
    return str(_choice([{"type": name} for name in kind], depth)["type"])


def _number(kind: str, schema: Schema) -> float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    step = schema.get("multipleOf", 1 if kind == "integer" else 0.5)
    value = step if low is None else low
    if value == schema.get("exclusiveMinimum"):
        value += step
    if high is not None and value > high:
        value = high
    if value == schema.get("exclusiveMaximum"):
        value -= step
    return int(value) if kind == "integer" else float(value)


def _text(schema: Schema) -> str:
    text = _FORMATS.get(schema.get("format", ""), STUB_TEXT)
    text = text.ljust(schema.get("minLength", 0), "x")
    return text[: schema.get("maxLength", len(text))]
