"""How much memory a worker holds and may hold."""

import sys
from pathlib import Path

import pytest

from callinsight.worker.memory import (
    Watermark,
    available_bytes,
    give_large_buffers_back,
    resident_bytes,
)


def test_the_watermark_is_reached_by_what_the_process_holds() -> None:
    held = resident_bytes()
    assert held is not None
    assert Watermark(held // 2).is_reached()
    assert not Watermark(held * 10).is_reached()


def test_without_a_setting_the_watermark_is_four_fifths_of_what_there_is() -> None:
    assert Watermark().most_bytes == int(available_bytes() * 0.8)


@pytest.mark.parametrize(("told", "expected"), [("1000000", 1_000_000), ("max", None)])
def test_a_containers_limit_counts_if_it_has_one(
    tmp_path: Path, told: str, expected: int | None
) -> None:
    (tmp_path / "memory.max").write_text(told)
    limits = (tmp_path / "memory.max", tmp_path / "missing")
    assert available_bytes(limits) == (expected or available_bytes(()))


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_freed_buffers_go_back_to_the_system() -> None:
    assert give_large_buffers_back()
    before = resident_bytes() or 0
    kept = []
    for _ in range(50):
        buffer = b"x" * 1_000_000
        kept.append(b"y" * 100)
        del buffer
    assert (resident_bytes() or 0) - before < 5_000_000
