"""The bases of values: what is stored tolerates newer fields, what a person writes does not."""

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """A value that other versions of CallInsight may have written."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Written(BaseModel):
    """Part of a profile as a person writes it: an unknown field is a mistake, and said so.

    A field added in a later release is None unless a profile asks something by it: what is None is
    in no fingerprint, so the release pays nothing again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
