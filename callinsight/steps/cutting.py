"""Making what an engine takes of what it does not: transcoded, and cut where it is too long."""

from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from pathlib import Path

from callinsight.domain.errors.base import Superseded
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.pieces import KEPT_DAYS, Piece, PieceList, piece_key
from callinsight.domain.recording import Recording
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import AudioLimits, CutSound, SoundCutter
from callinsight.ports.recordings import RecordingStore
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist

FORM_VERSION = 2
FLAC = "audio/flac"
# What the bucket deletes by itself soon might be gone before it is sent.
_FRESH = timedelta(days=KEPT_DAYS - 1)


class Cutting:
    """Makes pieces once; their list is kept for ever, their sound for a week."""

    def __init__(
        self,
        recordings: RecordingStore,
        piece_sounds: RecordingStore,
        artifacts: ArtifactStore,
        cutter: SoundCutter,
    ) -> None:
        self._recordings = recordings
        self._piece_sounds = piece_sounds
        self._artifacts = artifacts
        self._cutter = cutter

    async def known(
        self, execution: Execution, recording: Recording, limits: AudioLimits
    ) -> tuple[Piece, ...]:
        """Return the pieces that were made of this recording, or none; their sound may be gone."""
        body = await self._artifacts.get(_list_key(execution, recording, limits))
        return () if body is None else PieceList.model_validate_json(body).pieces

    async def at_hand(
        self,
        execution: Execution,
        recording: Recording,
        limits: AudioLimits,
        path: Path | None = None,
    ) -> tuple[Piece, ...]:
        """Return pieces whose sound is there, made anew if need be; `path` saves a download.

        Raises `RecordingUnreadableError`, or `Superseded` if the call was erased meanwhile.
        """
        known = await self.known(execution, recording, limits)
        if known and all([await self._is_there(execution, piece) for piece in known]):
            return known
        pieces = await self._made(execution, recording, limits, path)
        body = PieceList(pieces=pieces).model_dump_json(exclude_none=True).encode()
        key = _list_key(execution, recording, limits)
        await execution.keep(self._artifacts, key, body)
        return pieces

    async def _is_there(self, execution: Execution, piece: Piece) -> bool:
        stored = await self._piece_sounds.head(piece.sound.key)
        return (
            stored is not None
            and stored.version == piece.sound.version
            and execution.now() - stored.uploaded_at < _FRESH
        )

    async def _made(
        self, execution: Execution, recording: Recording, limits: AudioLimits, path: Path | None
    ) -> tuple[Piece, ...]:
        at: AbstractAsyncContextManager[Path] = (
            self._recordings.local_copy(recording) if path is None else nullcontext(path)
        )
        form = _form(recording, limits)
        async with at as source, self._cutter.cut(source, recording, limits) as cut:
            return tuple([await self._stored(execution, recording, form, sound) for sound in cut])

    async def _stored(
        self, execution: Execution, recording: Recording, form: str, sound: CutSound
    ) -> Piece:
        key = piece_key(execution.call.call_id, form, sound.start, sound.end)

        async def put() -> Piece:
            if await execution.is_erased():
                raise Superseded("The call was erased.")
            stored = await self._piece_sounds.put_file(key, sound.path, FLAC)
            there = stored.model_dump(include={"bucket", "key", "version_id", "etag", "size_bytes"})
            return Piece(
                start=sound.start,
                sound=recording.model_copy(update=_facts(sound) | there),
            )

        return await insist(put)


def _facts(sound: CutSound) -> dict[str, object]:
    """What is true of the piece: with one channel there is nothing to compare."""
    one = {"dual_mono": False, "mirrored": False, "silent_channels": ()}
    return {
        "media_type": FLAC,
        "duration_seconds": sound.end - sound.start,
        "channels": sound.channels,
        **(one if sound.channels == 1 else {}),
    }


def _list_key(execution: Execution, recording: Recording, limits: AudioLimits) -> str:
    form = _form(recording, limits)
    return artifact_key(execution.call.call_id, "fetch_audio", form, "pieces")


def _form(recording: Recording, limits: AudioLimits) -> str:
    """Name what shapes the pieces, so that other limits make other ones."""
    return fingerprint(
        recording=recording.version,
        max_bytes=limits.max_bytes,
        max_seconds=limits.max_seconds,
        mono=limits.mono,
        form=FORM_VERSION,
    )
