"""Parameters that several routes have, as the API's documentation shows them."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import StringConstraints

from callinsight.api.examples.ids import ANALYSIS_ID, CALL_ID, DELIVERY_ID, PROFILE_ID
from callinsight.domain import profile

CallId = Annotated[str, Path(description="id of a call", examples=[CALL_ID])]
AnalysisId = Annotated[
    str, Path(description="id of an analysis, from the call's list", examples=[ANALYSIS_ID])
]
Scorecard = Annotated[
    str, Path(max_length=64, description="name of a scorecard", examples=["quality"])
]
Criterion = Annotated[
    str, Path(max_length=64, description="name of a criterion of it", examples=["greeting"])
]
AnswerPointer = Annotated[
    str,
    Path(
        max_length=199,
        pattern=r"^([A-Za-z_]|~[01])([A-Za-z0-9_.-]|~[01])*(/([A-Za-z_]|~[01])([A-Za-z0-9_.-]|~[01])*)*$",
        description="where in the answers: a JSON pointer without its first slash",
        examples=["summary"],
    ),
]
DeliveryId = Annotated[
    str, Path(description="id of a delivery, from their list", examples=[DELIVERY_ID])
]
ProfileId = Annotated[
    str,
    StringConstraints(max_length=64),
    Path(description="id of a profile", examples=[PROFILE_ID]),
]
NewProfileId = Annotated[
    profile.ProfileId,
    Path(description="id of a profile, or of a new one", examples=[PROFILE_ID]),
]
Version = Annotated[int, Path(description="number of a version", examples=[2])]
Limit = Annotated[int, Query(ge=1, le=100, description="length of a page", examples=[50])]
Cursor = Annotated[
    str | None,
    Query(max_length=2048, description="from the page before; belongs to the same filters"),
]
