"""CSV that a spreadsheet opens without running any of it (OWASP, CSV injection)."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read another encoding
# What a spreadsheet takes for the beginning of a formula, the wide forms of East Asia too.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def csv_line(values: Iterable[Any]) -> str:
    """Return one line, every cell in quotes: no separator of any country ends it early."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(_cell, values))
    return line.getvalue()


def _cell(value: Any) -> Any:
    """Return text so that it stays text; numbers are no one's text."""
    if isinstance(value, (list, tuple)):
        value = " ".join(map(str, value))
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return f"'{value}" if value.lstrip(" ").startswith(_STARTS_FORMULA) else value
    return "" if value is None else value
