"""An alarm: something a person has to know of once, however many calls meet it."""

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored


class Alarm(Stored):
    """What is wrong with a provider; it holds nothing of any call."""

    provider: str
    event: str
    hint: str
    since: Instant
