"""The base of everything that is stored: immutable, and tolerant of fields a newer version added."""

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """A value that other versions of CallInsight may have written."""

    model_config = ConfigDict(frozen=True, extra="ignore")
