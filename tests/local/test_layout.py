"""Where the embedded stack keeps what."""

import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from callinsight.local.layout import (
    HOST,
    Layout,
    Ports,
    PortTakenError,
    StateFolderError,
    project_file,
    read_env_file,
    write_env_file,
)


def test_free_ports_are_three_different_ones_nobody_uses() -> None:
    ports = Ports.free()
    assert len({ports.api, ports.prefect, ports.aws}) == 3
    ports.require_free()


def test_a_taken_port_is_one_sentence_with_its_number() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        free = Ports.free()
        with pytest.raises(PortTakenError, match=rf"Port {port}, for the Prefect server, is taken"):
            Ports(api=free.api, prefect=port, aws=free.aws).require_free()


def test_one_port_does_not_serve_two() -> None:
    free = Ports.free()
    with pytest.raises(PortTakenError, match="Two servers"):
        Ports(api=free.api, prefect=free.api, aws=free.aws).require_free()


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StateFolderError, match="cannot be written"):
        Layout.at(blocked / "state", Ports())


def test_everything_listens_on_loopback_and_the_environment_says_where(tmp_path: Path) -> None:
    layout = Layout.at(tmp_path, Ports(1, 2, 3))
    environment = layout.member_environment()
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:3"
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:2/api"
    assert environment["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:2/api"
    assert environment["QUEUE_URL"].startswith("http://127.0.0.1:3/")
    assert environment["IOT_MTLS_ENABLED"] == "0"
    assert "http://127.0.0.1:2" in environment["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"]


def test_the_environment_file_is_read_only_while_its_stack_lives(tmp_path: Path) -> None:
    layout = Layout.at(tmp_path, Ports())
    given = {"BUDGET_USD_PER_DAY": "0.5", "PROFILE_BUDGETS_USD_PER_DAY": '{"sales": 5, "a b": 1}'}
    write_env_file(layout, given)
    assert read_env_file(tmp_path) == {}
    layout.running_mark.write_text(str(os.getpid()))
    assert read_env_file(tmp_path) == given | layout.user_environment()
    told = subprocess.run(
        ["/bin/sh", "-c", f'. "{layout.env_file}"; echo "$PROFILE_BUDGETS_USD_PER_DAY"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == given["PROFILE_BUDGETS_USD_PER_DAY"]
    layout.running_mark.write_text("999999999")
    assert read_env_file(tmp_path) == {}


def test_the_supervisors_socket_has_a_short_path_of_its_own(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30) / "state"
    path = Layout(deep, Ports()).supervisor_socket
    assert len(str(path)) < 100
    assert path != Layout(tmp_path, Ports()).supervisor_socket


def test_the_checkout_is_found_from_the_package() -> None:
    assert project_file("prefect.yaml").is_file()
    assert stat.S_ISREG(project_file("pyproject.toml").stat().st_mode)
