"""A file per day: the calls that came in on it, as they are now."""

import asyncio
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from callinsight.domain.call import Call
from callinsight.domain.call_columns import COLUMNS, row_of
from callinsight.domain.update_sweep import changed_at
from callinsight.exporting.reading import pages_of, whole_calls
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.exports import ExportStore, TableFiles, folder_of

_DAY = timedelta(days=1)
_SOONEST = timedelta(microseconds=1)
_CHANGES = 1_000


class DailyExport:
    """Writes days; one that is written again replaces what there was."""

    def __init__(
        self, calls: CallStore, artifacts: ArtifactStore, store: ExportStore, files: TableFiles
    ) -> None:
        self._calls = calls
        self._artifacts = artifacts
        self._store = store
        self._files = files

    async def days_of(self, day: date) -> list[date]:
        """Return the days to write for what happened on a day, the oldest first.

        The day itself, and those whose calls changed last on that day: they were analyzed again, or
        erased, and an older file must not go on saying otherwise.
        """
        days, since = {day}, _midnight(day)
        while True:
            found = await self._calls.list_updated(since, _CHANGES)
            days |= {await self._day_of(call) for call in found.calls}
            if found.is_all:
                return sorted(days)
            since = max(changed_at(found.calls[-1]), since + _SOONEST)

    async def _day_of(self, row: Call) -> date:
        """Return in whose file a call is, or was until it was erased."""
        call = row if row.erased_at is None else await self._calls.get(row.call_id) or row
        return (call.came_in_at or call.created_at).astimezone(UTC).date()

    async def write(self, day: date) -> int:
        """Write the calls of a day, newest first, and return how many; none is a file as well."""
        with tempfile.TemporaryDirectory(prefix="callinsight-export-") as folder:
            path = Path(folder) / "part-0.parquet"
            count = await self._write(path, day)
            await self._store.put(f"{folder_of(day)}{path.name}", path)
        return count

    async def _write(self, path: Path, day: date) -> int:
        count, begin = 0, _midnight(day)
        query = CallQuery(created_from=begin, created_to=begin + _DAY - _SOONEST)
        with self._files.written(path, COLUMNS) as write:
            async for rows in pages_of(self._calls, query):
                calls = await whole_calls(self._calls, self._artifacts, rows)
                await asyncio.to_thread(write, [row_of(call) for call in calls])
                count += len(calls)
        return count


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
