"""A machine on which the embedded stack's packages are not installed."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.local import stack
from callinsight.local.layout import Layout, Ports


@pytest.mark.parametrize("tool", ["ministack", "supervisor"])
def test_a_missing_tool_is_one_sentence_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    monkeypatch.setattr(stack, "find_spec", lambda name: None if name == tool else find_spec(name))
    said: list[str] = []
    layout = Layout.at(tmp_path / "state", Ports.free())
    with pytest.raises(ResourceMissingError, match=rf"{tool} missing.*callinsight\[local\]"):
        stack.Stack(layout, said.append).start()
    assert said == []
    assert not layout.running_mark.exists()
