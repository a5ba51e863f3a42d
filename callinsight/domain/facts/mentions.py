"""Things that an answer says were named in the call: entities, phrases, products, other companies."""

from collections.abc import Iterator, Mapping
from typing import Any

from callinsight.domain.facts.spoken_call import SpokenCall
from callinsight.domain.findings import UnsaidReason

_NAMED_BY_CLAIMS = ("products", "competitors")


def unsaid_mentions(
    answers: Mapping[str, Any], call: SpokenCall
) -> Iterator[tuple[str, UnsaidReason]]:
    """Yield where something stands that nobody said, and a code for it."""
    for path, entity in _listed(answers, "entities"):
        if is_entity(entity) and not _has_entity(entity, call):
            yield path, "entity_not_said"
    for path, phrase in _listed(answers, "key_phrases"):
        if isinstance(phrase, str) and not call.has_phrase(phrase):
            yield path, "phrase_not_said"
    for field in _NAMED_BY_CLAIMS:
        for path, claim in _listed(answers, field):
            name = claim.get("text") if isinstance(claim, Mapping) else None
            if isinstance(name, str) and not call.has_name(name):
                yield f"{path}/text", "name_not_said"


def is_entity(value: Any) -> bool:
    """Say whether a value is a thing named in one turn."""
    if not isinstance(value, Mapping):
        return False
    return isinstance(value.get("text"), str) and isinstance(value.get("turn_id"), int)


def _has_entity(entity: Mapping[str, Any], call: SpokenCall) -> bool:
    """A turn that does not exist is found as such, not here."""
    turn_id = entity["turn_id"]
    return not call.has_turn(turn_id) or call.turn_has(turn_id, entity["text"])


def _listed(answers: Mapping[str, Any], field: str) -> Iterator[tuple[str, Any]]:
    listed = answers.get(field)
    for number, value in enumerate(listed if isinstance(listed, list) else []):
        yield f"/{field}/{number}", value
