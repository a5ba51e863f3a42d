"""Messages that were taken, in memory."""


class FakeReplays:
    """Forgets nothing."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    async def is_known(self, message_id: str) -> bool:
        return message_id in self.known

    async def remember(self, message_id: str) -> None:
        self.known.add(message_id)
