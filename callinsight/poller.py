"""The poller: events from the queue become queued calls; needs no Prefect."""

import asyncio
import logging
from collections.abc import Callable

from callinsight.domain.errors import CallInsightError, MalformedEventError, PermanentError
from callinsight.domain.events import parse_message
from callinsight.intake import Intake
from callinsight.ports.queue import EventQueue, QueueMessage

_log = logging.getLogger(__name__)

WAIT_SECONDS = 5  # also how long a stop waits for the poll that is under way
_PROFILE_ATTRIBUTE = "profile_id"
_PAUSE_SECONDS = 5.0


class Poller:
    """Receives messages; deletes each only after the call record is durable."""

    def __init__(self, queue: EventQueue, intake: Intake, wake: Callable[[], None]) -> None:
        self._queue = queue
        self._intake = intake
        self._wake = wake

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a queue that is away is asked again after a pause."""
        while not stop.is_set():
            try:
                await self.poll(wait_seconds=WAIT_SECONDS)
            except CallInsightError as error:
                _log.warning("The poller waits: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def poll(self, *, wait_seconds: int) -> int:
        """Handle one batch of messages; return how many were received."""
        messages = await self._queue.receive(wait_seconds=wait_seconds)
        await asyncio.gather(*(self._handled(message) for message in messages))
        return len(messages)

    async def _handled(self, message: QueueMessage) -> None:
        """A message that fails stays in the queue; after five receives it is a dead letter."""
        try:
            await self._accept_all(message)
        except PermanentError as error:
            _log.error("A message was refused: %s (%s)", error, error.code)
            await self._queue.retry_soon(message)
        except CallInsightError as error:
            _log.warning("A message comes again: %s (%s)", error, error.code)
        except Exception as error:  # noqa: BLE001  (one bad message must not stop the others)
            _log.error("A message ended in an unexpected %s.", type(error).__name__)
        else:
            await self._queue.delete(message)

    async def _accept_all(self, message: QueueMessage) -> None:
        parsed = parse_message(message.body)
        profile_id = message.attributes.get(_PROFILE_ATTRIBUTE)
        for upload in parsed.uploads:
            if await self._intake.accept(upload, profile_id=profile_id) is not None:
                self._wake()
        if parsed.malformed:
            raise MalformedEventError(
                f"{parsed.malformed} record(s) of a message are no S3 events."
            )
