"""What schemathesis found out about operations."""

from collections import Counter
from dataclasses import dataclass, field

from schemathesis.engine.recorder import ScenarioRecorder


@dataclass
class Findings:
    """What came of the requests to one or more operations."""

    requests: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, recorder: ScenarioRecorder) -> None:
        """Count one scenario, and keep what failed with the request that shows it."""
        for interaction in recorder.interactions.values():
            self.requests += 1
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
        for check in (check for checks in recorder.checks.values() for check in checks):
            self.checks[check.name] += 1
            if check.failure_info is not None:
                wrong = check.failure_info.failure
                self.failures.append(
                    f"{check.name}: {wrong.title}\n{wrong.message}\n{check.failure_info.code_sample}"
                )

    def join(self, others: "Findings") -> None:
        """Count what another operation's requests found, too."""
        self.requests += others.requests
        self.checks += others.checks
        self.statuses += others.statuses
        self.failures += others.failures
