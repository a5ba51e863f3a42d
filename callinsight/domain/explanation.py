"""How an analysis came about: its requests made again, and compared with what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callinsight.domain.lineage import RequestMade

ANOTHER_CODE = "its bytes are others: the analysis is of another version of the code"
OTHER_BYTES = "its bytes are others"


@dataclass(frozen=True)
class Rebuilt:
    """A request made again; `made` is None where no hash was kept when it was sent."""

    place: RequestMade
    made: RequestMade | None
    body: bytes | None
    problem: str | None = None

    @property
    def is_same(self) -> bool:
        """Whether the bytes are proven to be those that were sent."""
        return self.made is not None and self.body is not None and self.problem is None


def compared(
    made: Sequence[RequestMade] | None,
    again: Sequence[tuple[RequestMade, bytes]],
    *,
    same_code: bool,
    missing: Mapping[str, str],
) -> list[Rebuilt]:
    """Return every request of an analysis: those that were sent, then what else would be sent today.

    `missing` says why the rest of a question's requests could not be made again.
    """
    if made is None:
        return [Rebuilt(place, None, body) for place, body in again]
    bodies = {place.answer: body for place, body in again}
    hashes = {place.answer: place.sha256 for place, _ in again}
    differs = OTHER_BYTES if same_code else ANOTHER_CODE

    def rebuilt(sent: RequestMade) -> Rebuilt:
        if sent.answer not in bodies:
            return Rebuilt(
                sent, sent, None, missing.get(sent.question, "it would not be sent today")
            )
        problem = None if hashes[sent.answer] == sent.sha256 else differs
        return Rebuilt(sent, sent, bodies[sent.answer], problem)

    known = {sent.answer for sent in made}
    new = [
        Rebuilt(place, None, body, "it was not sent then")
        for place, body in again
        if place.answer not in known
    ]
    return [*map(rebuilt, made), *new]
