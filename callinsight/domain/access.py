"""Who asks, and what they may do."""

from enum import StrEnum
from typing import Literal

from callinsight.domain.model import Stored


class Scope(StrEnum):
    """What a caller may be allowed to do.

    `write` implies `read`; `admin` (keys, webhooks, the audit) implies both. `raw` is needed for
    what a provider answered, and for transcripts before redaction, and is implied by nothing.
    """

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    RAW = "raw"


_IMPLIED = {
    Scope.READ: {Scope.READ},
    Scope.WRITE: {Scope.READ, Scope.WRITE},
    Scope.ADMIN: {Scope.READ, Scope.WRITE, Scope.ADMIN},
    Scope.RAW: {Scope.RAW},
}


class Actor(Stored):
    """Whoever makes a request; `name` is what the audit shows, never a secret."""

    kind: Literal["local", "key", "token", "command"]
    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Say whether one of the actor's scopes is, or implies, this one."""
        return any(scope in _IMPLIED[own] for own in self.scopes)


LOCAL = Actor(kind="local", name="local", scopes=frozenset(Scope))
COMMAND = Actor(kind="command", name="command line", scopes=frozenset(Scope))
