"""Exported files in memory."""

from pathlib import Path


class FakeExportStore:
    """A dictionary of files."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def put(self, key: str, path: Path) -> None:
        self.files[key] = path.read_bytes()
