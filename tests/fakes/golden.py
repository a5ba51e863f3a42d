"""The golden set in memory."""

from collections.abc import Sequence

from callinsight.domain.golden import GoldenLabel


class FakeGoldenStore:
    """Labels by call, profile and field."""

    def __init__(self) -> None:
        self.labels: dict[tuple[str, str, str], GoldenLabel] = {}

    async def put_label(self, label: GoldenLabel) -> None:
        kept = GoldenLabel.model_validate_json(label.model_dump_json())
        self.labels[label.call_id, label.profile_id, label.pointer] = kept

    async def remove_label(self, call_id: str, profile_id: str, pointer: str) -> bool:
        return self.labels.pop((call_id, profile_id, pointer), None) is not None

    async def labels_of(self, call_id: str) -> Sequence[GoldenLabel]:
        return [label for label in await self.list_labels() if label.call_id == call_id]

    async def list_labels(self) -> Sequence[GoldenLabel]:
        return [self.labels[place] for place in sorted(self.labels)]

    async def erase_labels(self, call_id: str) -> None:
        for place in [place for place in self.labels if place[0] == call_id]:
            del self.labels[place]
