"""The poller: events from the queue become queued calls; needs no Prefect."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.sender import MalformedEventError, WrongBucketError
from callinsight.domain.events import RecordingUploaded, parse_message
from callinsight.intake import Intake
from callinsight.ports.queue import EventQueue, QueueMessage

_log = logging.getLogger(__name__)

WAIT_SECONDS = 5  # also how long a stop waits for the poll that is under way
_PROFILE_ATTRIBUTE = "profile_id"
_PAUSE_SECONDS = 5.0
_REFUSALS = (MalformedEventError, WrongBucketError)


class Poller:
    """Receives messages; deletes each only after the call record is durable."""

    def __init__(
        self,
        queue: EventQueue,
        intake: Intake,
        wake: Callable[[], None],
        *,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._queue = queue
        self._intake = intake
        self._wake = wake
        self._pause_seconds = pause_seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a queue that is away is asked again after a pause."""
        while not stop.is_set():
            try:
                await self.poll(wait_seconds=WAIT_SECONDS)
            except Exception as error:  # noqa: BLE001  (the loop must outlive any single poll)
                _log.warning("The poller waits: %s", _told(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._pause_seconds)

    async def poll(self, *, wait_seconds: int) -> int:
        """Handle one batch of messages; return how many were received."""
        messages = await self._queue.receive(wait_seconds=wait_seconds)
        await asyncio.gather(*(self._handled(message) for message in messages))
        return len(messages)

    async def _handled(self, message: QueueMessage) -> None:
        """A message that fails stays in the queue; after five receives it is a dead letter.

        One that no waiting can help comes again at once, and so is a dead letter soon.
        """
        failures = await self._accept_all(message)
        if not failures:
            await self._queue.delete(message)
            return
        for error in failures:
            passes = isinstance(error, RetryableError)
            level = logging.WARNING if passes else logging.ERROR
            _log.log(level, "A message was not accepted: %s", _told(error))
        if all(isinstance(error, _REFUSALS) for error in failures):
            await self._queue.retry_soon(message)

    async def _accept_all(self, message: QueueMessage) -> list[Exception]:
        """Accept each record on its own: a bad one must not hold back the good ones."""
        try:
            parsed = parse_message(message.body)
        except Exception as error:  # noqa: BLE001  (one bad message must not stop the others)
            return [error]
        profile_id = message.attributes.get(_PROFILE_ATTRIBUTE)
        tried = [await self._accept(upload, profile_id) for upload in parsed.uploads]
        failures = [error for error in tried if error is not None]
        if parsed.malformed:
            failures.append(
                MalformedEventError(f"{parsed.malformed} record(s) of a message are no S3 events.")
            )
        return failures

    async def _accept(self, upload: RecordingUploaded, profile_id: str | None) -> Exception | None:
        try:
            call = await self._intake.accept(upload, profile_id=profile_id)
        except Exception as error:  # noqa: BLE001  (one bad record must not stop the others)
            return error
        if call is not None:
            self._wake()
        return None


def _told(error: Exception) -> str:
    """Return what a log may hold: texts of unknown exceptions may carry keys of objects."""
    if isinstance(error, CallInsightError):
        return f"{error} ({error.code})"
    return f"an unexpected {type(error).__name__}"
