"""A fixed sample of mutated recordings; `make fuzz` examines thousands of new ones."""

from pathlib import Path

from tests.recordings.fuzzing import Fuzzing

COUNT = 200
SEED = 11


async def test_mutated_recordings_neither_crash_nor_hang_nor_fill_the_memory(
    tmp_path: Path,
) -> None:
    fuzzing = Fuzzing(SEED, tmp_path)
    await fuzzing.run(COUNT)

    assert fuzzing.breaches == []
    assert fuzzing.outcomes.total() == COUNT
    assert len(fuzzing.outcomes) > 3, "the changes are too alike"


def test_a_file_of_a_run_can_be_made_again(tmp_path: Path) -> None:
    one, other = Fuzzing(SEED, tmp_path), Fuzzing(SEED, tmp_path)

    assert one.file(7) == other.file(7)
    assert one.file(7) != one.file(7 + 17)
