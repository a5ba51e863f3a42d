"""Calls done again, one or many, and what that will cost."""

from functools import cached_property

from callinsight.earlier_usage import EarlierUsage
from callinsight.estimates import Estimates
from callinsight.reruns import Reruns
from callinsight.services.steps import Steps
from callinsight.steps.foresight import Foresight


class Rerunning(Steps):
    """What starts calls again."""

    @cached_property
    def reruns(self) -> Reruns:
        return Reruns(self.calls, self.profiles, self.clock)

    @cached_property
    def foresight(self) -> Foresight:
        return Foresight(self.transcription, self.language_model)

    @cached_property
    def estimates(self) -> Estimates:
        return Estimates(
            self.calls,
            self.reruns,
            self.profiles,
            self.foresight,
            EarlierUsage(self.calls, self.ledger, self.profile_store),
            self.prices,
        )
