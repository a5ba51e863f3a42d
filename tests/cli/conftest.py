"""The command as a shell runs it: its arguments, its exit code, its two streams."""

import json
import re
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from callinsight import services as wiring
from callinsight.cli.app import main

_STYLE = re.compile(r"\x1b\[[0-9;]*m|[│╭╮╰╯─]")
_TERMINAL = {
    "COLUMNS": "400",  # no sentence is broken by a width
    "NO_COLOR": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",  # commands set it for their whole process
    "RECORDINGS_BUCKET": "recordings",  # ... and look for a running stack without it
}


def unstyled(text: str) -> str:
    """Return what is left without colours and frames."""
    return _STYLE.sub("", text)


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def told(self) -> str:
        """The words on stderr, without the frame a terminal library draws around them."""
        return " ".join(unstyled(self.err).split())


Command = Callable[..., Answer]


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A shell in an empty folder, wide and without colours."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in _TERMINAL.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def own_services() -> Generator[None]:
    """This process has no services yet, and keeps none."""
    wiring._of_this_process.cache_clear()
    yield
    wiring._of_this_process.cache_clear()


@pytest.fixture
def callinsight(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command to its end, in this process."""

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["callinsight", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Answer(int(ended.value.code or 0), written.out, written.err)

    return run
