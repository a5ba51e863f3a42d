"""The golden set's labels."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.golden import GoldenLabel


class GoldenStore(Protocol):
    """Keeps one label per call, profile and field, as long as the call is not erased."""

    async def put_label(self, label: GoldenLabel) -> None:
        """Keep a label; it takes the place of an earlier one about the same field."""
        ...

    async def remove_label(self, call_id: str, profile_id: str, pointer: str) -> bool:
        """Remove a label; return False if there was none."""
        ...

    async def labels_of(self, call_id: str) -> Sequence[GoldenLabel]:
        """Return the labels of one call, by profile and field (strongly consistent)."""
        ...

    async def list_labels(self) -> Sequence[GoldenLabel]:
        """Return all labels, by call, profile and field."""
        ...

    async def erase_labels(self, call_id: str) -> None:
        """Remove every label of a call."""
        ...
