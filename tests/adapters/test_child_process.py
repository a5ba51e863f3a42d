"""Child processes of our own modules: their answers, their ends and their limits."""

from pathlib import Path

import pytest

from callinsight.adapters.child_process import (
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
    answer_of,
)

LIMITED = "from callinsight.adapters.child_process import limit_this_process as limit; limit"


async def test_a_child_answers_with_one_json_object(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text('{"channels": 2}', "utf-8")
    assert await answer_of("json.tool", str(path)) == {"channels": 2}

    path.write_text("[2]", "utf-8")
    with pytest.raises(ChildGarbledError):
        await answer_of("json.tool", str(path))
    with pytest.raises(ChildGarbledError):
        await answer_of("this")


async def test_a_module_that_is_not_there_is_a_failure_and_not_the_files_fault() -> None:
    with pytest.raises(ChildFailedError) as failed:
        await answer_of("no_such_module")

    assert failed.type is ChildFailedError


async def test_a_child_ends_at_its_limit_of_processor_time() -> None:
    with pytest.raises(ChildKilledError):
        await answer_of("timeit", f"{LIMITED}(cpu_seconds=1)", "while True: pass")


async def test_a_child_gets_no_more_memory_than_its_limit() -> None:
    with pytest.raises(ChildFailedError) as failed:
        await answer_of("timeit", "-n1", "-r1", f"{LIMITED}(cpu_seconds=5)", "bytearray(2 << 30)")

    assert failed.type is ChildFailedError, "with the memory, timeit would have printed a time"
