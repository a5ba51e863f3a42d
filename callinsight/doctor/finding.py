"""What the doctor says about one thing."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["well", "warning", "failed"]


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: a warning stops no call yet, a failure does."""

    subject: str
    level: Level
    says: str
    hint: str = ""
