"""Whisper models on this machine: a folder, or a name in the local cache. Nothing is downloaded."""

from dataclasses import dataclass
from pathlib import Path

from callinsight.domain.fingerprint import content_hash

_WEIGHTS = "model.bin"
_HEAD_BYTES = 1024 * 1024
_REVISION_LENGTH = 16


@dataclass(frozen=True)
class WhisperFiles:
    """One model on disk."""

    name: str
    folder: Path

    @property
    def weight_bytes(self) -> int:
        """The size of its weights."""
        return (self.folder / _WEIGHTS).stat().st_size

    @property
    def revision(self) -> str:
        """What tells this model from another of the same name, without reading gigabytes."""
        with (self.folder / _WEIGHTS).open("rb") as weights:
            head = weights.read(_HEAD_BYTES)
        return content_hash(f"{self.weight_bytes}:".encode() + head)[:_REVISION_LENGTH]


def model_on_disk(name: str) -> WhisperFiles | None:
    """Return the model of a folder, or of a name in faster-whisper's cache; None if it is not there."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        found: Path | None = folder
    else:
        found = _cached(name)
    if found is None or not (found / _WEIGHTS).is_file():
        return None
    # A folder's own name says enough; where it lies is nobody's business.
    return WhisperFiles(folder.resolve().name if folder.is_dir() else name, found)


def _cached(name: str) -> Path | None:
    from faster_whisper.utils import download_model  # noqa: PLC0415  (heavy; an optional package)
    from huggingface_hub.errors import (  # noqa: PLC0415
        HFValidationError,
        LocalEntryNotFoundError,
    )

    try:
        return Path(download_model(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, ValueError):
        return None
