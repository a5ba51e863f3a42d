"""An alarm: something a person has to know of once, however many calls meet it."""

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

OUTAGE_EVENT = "provider_outage"


class Alarm(Stored):
    """What is wrong with a provider; it holds nothing of any call."""

    provider: str
    event: str
    hint: str
    since: Instant

    @property
    def is_outage(self) -> bool:
        """Whether it only tells of an outage: of a refused account a person has to hear first."""
        return self.event == OUTAGE_EVENT
