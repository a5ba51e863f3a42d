"""Output schemas: refused before they cost anything, and never a reason to fetch anything."""

from typing import Any

import pytest

from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.errors.provider import BadOutputError
from callinsight.output_schema import require_fitting, require_valid
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall

GOOD: dict[str, Any] = {
    "type": "object",
    "properties": {"summary": {"$ref": "#/$defs/text"}},
    "$defs": {"text": {"type": ["string", "null"]}},
}
WRONG = [
    {"type": "object", "properties": {"summary": {"type": "strng"}}},
    {"type": "object", "properties": {"summary": {"$ref": "#/$defs/nothing"}}},
    {"type": "object", "properties": {"summary": {"$ref": "http://127.0.0.1:9/schema"}}},
    {"type": "object", "properties": {"a": {"anyOf": [{"$ref": "other.json"}]}}},
]


def test_a_schema_that_refers_to_itself_is_valid_and_checks_answers() -> None:
    require_valid(GOOD)
    require_fitting({"summary": None}, GOOD)
    with pytest.raises(BadOutputError):
        require_fitting({"summary": 1}, GOOD)


@pytest.mark.parametrize("schema", WRONG)
def test_what_is_no_schema_of_its_own_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ProfileInvalidError, match="output_schema"):
        require_valid(schema)


@pytest.mark.parametrize("schema", WRONG)
async def test_a_call_with_such_a_profile_fails_before_anything_is_paid(
    services: Services, run_call: RunCall, schema: dict[str, Any]
) -> None:
    store, transcriber = services.profile_store, services.transcriber
    assert isinstance(store, FakeProfileStore)
    assert isinstance(transcriber, FakeTranscriber)
    store.stored["default", 1] = a_profile(output_schema=schema)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.step) == ("profile_invalid", "fetch_audio")
    assert transcriber.paid_requests == 0
