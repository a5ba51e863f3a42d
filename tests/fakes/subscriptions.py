"""Topics that ask, and what they are told."""

from callinsight.ports.announcements import Confirmation


class FakeSubscriptions:
    """Keeps what was confirmed."""

    def __init__(self) -> None:
        self.confirmed: list[Confirmation] = []

    async def confirm(self, confirmation: Confirmation) -> None:
        self.confirmed.append(confirmation)
