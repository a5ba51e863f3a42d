"""Which stack a command works with."""

import os
from pathlib import Path

import pytest

from callinsight.cli.running_stack import use_running_stack
from callinsight.local.layout import STATE, Layout, Ports, write_env_file


@pytest.fixture(autouse=True)
def bare_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A shell without settings; what a command takes over is given back after the test."""
    for name in Layout(tmp_path, Ports()).user_environment():
        monkeypatch.setenv(name, "before")
        monkeypatch.delenv(name)


@pytest.fixture
def stack(tmp_path: Path) -> Layout:
    """A stack that runs in this folder, as its files say."""
    layout = Layout.at(tmp_path / STATE, Ports(1, 2, 3))
    write_env_file(layout)
    layout.running_mark.write_text(str(os.getpid()))
    return layout


def test_the_stack_of_this_folder_is_used_and_named(
    stack: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert use_running_stack()
    assert os.environ["RECORDINGS_BUCKET"] == "callinsight-recordings"
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:3"
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:2/api"
    assert capsys.readouterr() == ("", "Using the running stack in .callinsight.\n")


def test_the_settings_of_the_shell_come_first(
    stack: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RECORDINGS_BUCKET", "mine")
    assert use_running_stack()
    assert os.environ["RECORDINGS_BUCKET"] == "mine"
    assert "AWS_ENDPOINT_URL" not in os.environ
    assert capsys.readouterr().err == ""


def test_an_empty_setting_is_none(stack: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORDINGS_BUCKET", "")
    assert use_running_stack()
    assert os.environ["RECORDINGS_BUCKET"] == "callinsight-recordings"


def test_a_stack_of_another_folder_is_used_if_it_is_named(
    stack: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert not use_running_stack()
    assert use_running_stack(stack.state)


@pytest.mark.parametrize("mark", ["999999999", "no number", None])
def test_a_stack_that_ended_is_nothing_to_work_with(
    stack: Layout, mark: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.running_mark.unlink()
    if mark is not None:
        stack.running_mark.write_text(mark)
    assert not use_running_stack()
    assert "RECORDINGS_BUCKET" not in os.environ
    assert capsys.readouterr().err == ""
