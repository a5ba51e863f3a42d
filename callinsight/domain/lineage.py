"""Requests that a model was sent for an analysis: what each was about, and the hash of its bytes."""

from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored


class RequestMade(Stored):
    """One request whose answer an analysis was made of."""

    question: str
    kind: Literal["question", "part", "merge"]
    number: int = Field(1, description="which part of the transcript, or which merge")
    again: Literal["repair", "longer"] | None = Field(
        None, description="asked once more: the answer did not fit, or had no room"
    )
    answer: str = Field(description="fingerprint under which the answer is stored")
    sha256: str = Field(description="of the bytes that were sent")
    size_bytes: int
    found: bool = Field(
        default=False,
        description="the answer had been paid before: the hash was taken when the answer was found",
    )
