"""The gates before providers, and the alarms behind them."""

from functools import cached_property

from callinsight.alarms import Alarms
from callinsight.services.stores import Stores
from callinsight.steps.provider_alarm import ProviderAlarm
from callinsight.steps.provider_gate import ProviderGate


class Gates(Stores):
    """One gate for each provider that this process asks."""

    @cached_property
    def alarms(self) -> Alarms:
        return Alarms(self.operations)

    @cached_property
    def gates(self) -> dict[str, ProviderGate]:
        """The gates of this process, by the provider behind each."""
        return {}

    def gate(self, provider: str) -> ProviderGate:
        """Return the one gate of a provider; made when it is first asked for."""
        if provider not in self.gates:
            ours = self.settings.elevenlabs_concurrency, self.settings.openai_concurrency
            self.gates[provider] = ProviderGate(
                provider,
                limit=ours[0] if provider == "elevenlabs" else ours[1],
                alarm=ProviderAlarm(provider, self.alarms, self.clock),
                clock=self.clock,
                monotonic=self.monotonic,
                jitter=self.jitter,
            )
        return self.gates[provider]
