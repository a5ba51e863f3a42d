"""Exported files: how tables are written, and where they are left."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from callinsight.domain.call_columns import Column

# Where files are left in the artifacts bucket, unless a setting names another place.
EXPORTS = "exports/calls"
WriteRows = Callable[[Sequence[dict[str, Any]]], None]


def folder_of(day: date) -> str:
    """Return where the file of a day lies, within the place of all days."""
    return f"day={day.isoformat()}/"


class TableFiles(Protocol):
    """Writes tables as files."""

    def written(self, path: Path, columns: Sequence[Column]) -> AbstractContextManager[WriteRows]:
        """Write a file in the length of a block, its rows in as many parts as one likes."""
        ...


class ExportStore(Protocol):
    """Where exported files are left for others."""

    async def put(self, key: str, path: Path) -> None:
        """Leave a copy of a file under a key; what lay there before is gone, its versions too."""
        ...
