"""What a profile wants to have redacted."""

from typing import Annotated

from pydantic import Field

from callinsight.domain.model import Written
from callinsight.domain.redaction.found import KINDS, Kind

Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Redaction(Written):
    """Kinds of values that nobody is to read but who may read the raw transcript."""

    kinds: tuple[Kind, ...] = Field(KINDS, min_length=1)
    phone_regions: tuple[Region, ...] = Field(
        ("US", "GB"), max_length=10, description="where numbers without a country's code are from"
    )
