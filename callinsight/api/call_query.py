"""Which calls a request is about: the filters that lists and exports share."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from callinsight.api.problems import input_error
from callinsight.domain.call import Flag, Status
from callinsight.domain.call_filters import CallFilters
from callinsight.domain.listing import LONGEST_TEXT
from callinsight.ports.calls import CallQuery

Text = Annotated[str | None, Query(min_length=1, max_length=LONGEST_TEXT)]


async def _filters(
    q: Annotated[Text, Query(description="text in file name, customer, agent or topic")] = None,
    customer: Text = None,
    agent: Text = None,
    topic: Text = None,
    outcome: Text = None,
    flag: Flag | None = None,
) -> CallFilters:
    return CallFilters(q=q, customer=customer, agent=agent, topic=topic, outcome=outcome, flag=flag)


async def _wanted(
    filters: Annotated[CallFilters, Depends(_filters)],
    status: Status | None = None,
    profile_id: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
    created_from: AwareDatetime | None = None,
    created_to: AwareDatetime | None = None,
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
