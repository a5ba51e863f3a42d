"""Filters that no index serves: compared with what a list shows of a call."""

from pydantic import BaseModel, ConfigDict

from callinsight.domain.call import Call, Flag
from callinsight.domain.listing import LONGEST_TEXT


class CallFilters(BaseModel):
    """What a listed call must have; upper and lower case are the same, None asks for nothing."""

    model_config = ConfigDict(frozen=True)

    q: str | None = None
    customer: str | None = None
    agent: str | None = None
    topic: str | None = None
    outcome: str | None = None
    flag: Flag | None = None

    @property
    def is_empty(self) -> bool:
        """Every call passes."""
        return self == EVERY_CALL

    def match(self, call: Call) -> bool:
        """Say whether a call passes all filters."""
        return (
            _is_in(self.q, call.file_name, call.customer, call.agent, call.topic)
            and _is(self.customer, call.customer)
            and _is(self.agent, call.agent)
            and _is(self.topic, call.topic)
            and _is(self.outcome, call.outcome)
            and (self.flag is None or self.flag in call.flags)
        )


EVERY_CALL = CallFilters()


def _is(wanted: str | None, text: str | None) -> bool:
    if wanted is None:
        return True
    return text is not None and wanted.strip()[:LONGEST_TEXT].casefold() == text.casefold()


def _is_in(wanted: str | None, *texts: str | None) -> bool:
    return wanted is None or any(wanted.casefold() in text.casefold() for text in texts if text)
