"""How long a provider's models live, as far as it has told."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from callinsight.domain.model import Stored

WARNED_BEFORE_DAYS = 90

Listed = Mapping[str, date | None]


class AnnouncedShutdowns(Stored):
    """What a provider announced until one day: models by the date of their shutdown."""

    as_of: date
    shutdowns: dict[date, tuple[str, ...]] = {}

    def of(self, model: str) -> date | None:
        """Return when a model is shut down, or None if nothing was announced."""
        return next((day for day, models in self.shutdowns.items() if model in models), None)


class ModelLife(Stored):
    """What is known of one model: `failed` ones answer nothing, or soon will not."""

    model: str
    level: Literal["well", "warning", "failed"]
    says: str


def life_of(
    model: str, listed: Listed | None, announced: AnnouncedShutdowns | None, today: date
) -> ModelLife:
    """Return how a model stands today.

    `listed` is what its server serves, with the shutdowns that it tells, or None if it has no such
    list. `announced` is None for a server that is not the announcing provider's own: what others
    call a model says nothing about when it ends there.
    """
    name = _listed_name(model, listed or {})
    told = (listed or {}).get(name)
    end = told or (announced.of(model) if announced is not None else None)
    if end is not None and end <= today:
        return ModelLife(model=model, level="failed", says=f"shut down on {end}")
    if listed is not None and name not in listed:
        if announced is not None:
            return ModelLife(model=model, level="failed", says="unknown to this account")
        return ModelLife(model=model, level="warning", says="not in the server's list")
    if end is None:
        return ModelLife(model=model, level="well", says="no shutdown is announced")
    left = (end - today).days
    level: Literal["well", "warning"] = "warning" if left <= WARNED_BEFORE_DAYS else "well"
    return ModelLife(model=model, level=level, says=f"shuts down on {end}, in {left} day(s)")


def _listed_name(model: str, listed: Listed) -> str:
    """Return the name a list has for a model: Ollama adds a tag to those without one."""
    tagged = f"{model}:latest"
    return tagged if model not in listed and tagged in listed else model
