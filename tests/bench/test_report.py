"""The table and the JSON line of the bench."""

import inspect
import io
import json

import pytest
from rich.console import Console

from tests.bench.__main__ import main
from tests.bench.figures import GOALS, Figure, at_most
from tests.bench.machine_load import MachineLoad
from tests.bench.parts.catalogue import PARTS
from tests.bench.report import Result, show
from tests.eval.__main__ import PARTS as EVALUATIONS


def _shown(*results: Result) -> list[str]:
    written = io.StringIO()
    show(results, Console(file=written, width=100))
    return written.getvalue().splitlines()


def test_the_last_line_is_one_json_object_with_the_keys_that_were_measured() -> None:
    part = Result("burst", [Figure("calls a minute", 151.23456, key="calls_per_minute")])
    assert json.loads(_shown(part)[-1]) == {"calls_per_minute": 151.2346}


def test_a_line_beside_the_goals_is_in_the_table_only() -> None:
    lines = _shown(Result("import", [Figure("live call to start", 3.0, "s", "at most 4 s")]))
    assert "live call to start" in "\n".join(lines)
    assert json.loads(lines[-1]) == {}


def test_an_endless_figure_still_makes_a_json_line_that_any_reader_takes() -> None:
    endless = Result("rescue", [Figure("kill to run", float("inf"), key="rescue_p95_s")])
    told = json.loads(_shown(endless)[-1], parse_constant=pytest.fail)
    assert told == {"rescue_p95_s": None}


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [("calls_per_minute", 120, 119), ("server_cpu_s", 0.35, 0.36), ("in_flight_lost", 0, 1)],
)
def test_a_goal_is_met_at_its_bound_and_missed_beyond(key: str, good: float, bad: float) -> None:
    assert Result("part", [Figure("figure", good, key=key)]).is_good
    assert not Result("part", [Figure("figure", bad, key=key)]).is_good


def test_a_figure_of_its_own_goal_counts_and_one_without_any_never_fails() -> None:
    assert not Result("part", [Figure("lost", 1, own_goal=at_most(0))]).is_good
    assert Result("part", [Figure("requests", 99, key="aws_requests_per_call")]).is_good


def test_a_part_that_broke_says_why_and_is_not_good() -> None:
    broken = Result("soak", failure="RuntimeError: waited in vain")
    assert not broken.is_good
    assert "waited in vain" in "\n".join(_shown(broken))


def test_the_load_of_the_machine_stands_beside_each_part() -> None:
    shown = _shown(Result("soak", load=MachineLoad([1.0, 3.0])))
    assert "load 2.0 (at most 3.0)" in "\n".join(shown)


def test_an_unknown_part_is_wrong_usage_and_names_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["brust"]) == 2
    assert "burst" in capsys.readouterr().out


def test_every_key_of_the_goals_is_measured_by_some_part() -> None:
    measures = [*(part.measure for part in PARTS.values()), *EVALUATIONS.values()]
    sources = "".join(inspect.getsource(inspect.getmodule(each)) for each in measures)  # type: ignore[arg-type]
    assert [key for key in GOALS if f'"{key}"' not in sources] == []
