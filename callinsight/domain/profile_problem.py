"""What is wrong with a profile's document, and with which field of it."""

from pydantic_core import ErrorDetails

from callinsight.domain.model import Stored


class ProfileProblem(Stored):
    """One thing that is wrong with a profile's document."""

    field: str
    message: str


def problem_field(problem: ErrorDetails) -> str:
    """Return the field that a problem is about; a name that leads nowhere tells its own."""
    place = ".".join(str(part) for part in problem["loc"])
    return place or str(problem.get("ctx", {}).get("field", "document"))
