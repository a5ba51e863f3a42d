"""Which calls a request is about: the filters that lists and exports share."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

from callinsight.api.examples.ids import PROFILE_ID
from callinsight.api.problems import input_error
from callinsight.domain.call import Flag
from callinsight.domain.call_filters import CallFilters
from callinsight.domain.listing import LONGEST_TEXT
from callinsight.domain.status import Status
from callinsight.ports.calls import CallQuery


def _written(value: object) -> object:
    """Take times as people write them; seconds since 1970 are none that somebody would read."""
    if isinstance(value, str) and "-" not in value.removeprefix("-"):
        raise PydanticCustomError("no_time", "Input should be a time, as 2026-11-23T12:00:00Z")
    return value


def _text(description: str, example: str) -> Any:
    return Query(min_length=1, max_length=LONGEST_TEXT, description=description, examples=[example])


Text = str | None
Moment = Annotated[AwareDatetime, BeforeValidator(_written)] | None


async def _filters(
    q: Annotated[Text, _text("in file name, customer, agent or topic", "bergmann")] = None,
    customer: Annotated[Text, _text("of the metadata", "Bergmann Logistics")] = None,
    agent: Annotated[Text, _text("of the metadata", "Anna")] = None,
    topic: Annotated[Text, _text("as the analysis answers", "Upgrade")] = None,
    outcome: Annotated[Text, _text("as the analysis answers", "won")] = None,
    flag: Annotated[Flag | None, Query(description="what somebody should look at")] = None,
) -> CallFilters:
    return CallFilters(q=q, customer=customer, agent=agent, topic=topic, outcome=outcome, flag=flag)


async def _wanted(
    filters: Annotated[CallFilters, Depends(_filters)],
    status: Annotated[Status | None, Query(description="the present one")] = None,
    profile_id: Annotated[
        str | None,
        Query(min_length=1, max_length=64, description="the pinned one", examples=[PROFILE_ID]),
    ] = None,
    created_from: Annotated[
        Moment, Query(description="not before this time", examples=["2026-11-01T00:00:00Z"])
    ] = None,
    created_to: Annotated[
        Moment, Query(description="not after this time", examples=["2026-11-30T23:59:59Z"])
    ] = None,
) -> CallQuery:
    if created_from is not None and created_to is not None and created_from > created_to:
        raise input_error("query", "created_to", "Must not be before created_from")
    return CallQuery(
        status=status,
        profile_id=profile_id,
        created_from=created_from,
        created_to=created_to,
        filters=filters,
    )


Wanted = Annotated[CallQuery, Depends(_wanted)]
