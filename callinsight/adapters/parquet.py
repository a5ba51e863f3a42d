"""Parquet, by Arrow; the extra `export` brings it."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from callinsight.domain.call_columns import Column, Kind
from callinsight.ports.exports import WriteRows

# Microseconds are what Athena and DuckDB both read as a timestamp.
_TYPES: Mapping[Kind, Any] = {
    "string": pa.string(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "strings": pa.list_(pa.string()),
    "json": pa.string(),
}


class ParquetFiles:
    """Writes tables as Parquet files; each part becomes a row group."""

    @contextmanager
    def written(self, path: Path, columns: Sequence[Column]) -> Generator[WriteRows]:
        schema = pa.schema([(column.name, _TYPES[column.kind]) for column in columns])
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:

            def write(rows: Sequence[dict[str, Any]]) -> None:
                if rows:
                    writer.write_table(pa.Table.from_pylist([*rows], schema=schema))

            yield write
