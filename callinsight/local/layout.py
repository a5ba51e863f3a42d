"""Where the embedded stack keeps what: its state folder, its ports, its environment."""

import hashlib
import os
import shlex
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from callinsight.domain.errors.deployment import SettingsError
from callinsight.local.prefect_settings import PREFECT_SERVER_SETTINGS
from callinsight.resource_names import ResourceNames
from callinsight.shipped import SHIPPED

HOST = "127.0.0.1"
ACCOUNT = "000000000000"
STATE = Path(".callinsight")
POOL = "calls"


class PortTakenError(SettingsError):
    """Somebody else listens on a port of the stack."""

    code = "port_taken"
    hint = "Stop the other program, or choose another port; `callinsight up --help` lists them."


class StateFolderError(SettingsError):
    """The state folder cannot be used."""

    code = "state_folder"
    hint = "Choose another folder with --state, or correct its permissions."


class StackRunningError(SettingsError):
    """Another stack uses the state folder."""

    code = "stack_running"
    hint = "Stop it with `callinsight down`, or choose another folder with --state."


@dataclass(frozen=True)
class Ports:
    """One port for each server that listens; all on 127.0.0.1."""

    api: int = 8000
    prefect: int = 4200
    aws: int = 4566

    @classmethod
    def free(cls) -> "Ports":
        """Return ports nobody listens on now."""
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            found = []
            for probe in (first, second, third):
                probe.bind((HOST, 0))
                found.append(int(probe.getsockname()[1]))
        return cls(*found)

    def require_free(self) -> None:
        """Raise `PortTakenError` for the first port that is in use, or wanted twice."""
        wanted = {"API": self.api, "Prefect server": self.prefect, "local AWS": self.aws}
        if len(set(wanted.values())) < len(wanted):
            raise PortTakenError("Two servers cannot have the same port.")
        for name, port in wanted.items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError:
                    raise PortTakenError(
                        f"Port {port}, for the {name}, is taken by another program."
                    ) from None


@dataclass(frozen=True)
class Layout:
    """The files of one stack, and the environment its members and users get."""

    state: Path
    ports: Ports

    @classmethod
    def at(cls, state: Path, ports: Ports) -> "Layout":
        """Return the layout of a state folder, made if it is missing.

        Raises `StateFolderError` if it cannot be written.
        """
        layout = cls(state.absolute(), ports)
        try:
            for folder in (layout.state, layout.logs, layout.state / "aws", layout.state / "s3"):
                folder.mkdir(parents=True, exist_ok=True)
            (layout.state / ".gitignore").write_text("*\n")
        except OSError as error:
            raise StateFolderError(
                f"The folder {state} cannot be written: {error.strerror}."
            ) from None
        return layout

    @property
    def logs(self) -> Path:
        """One log file per member."""
        return self.state / "logs"

    @property
    def env_file(self) -> Path:
        """The environment of the running stack, for shells and other commands."""
        return self.state / "env"

    @property
    def running_mark(self) -> Path:
        """Present from start to clean stop: what is left of it tells of a kill."""
        return self.state / "running"

    @property
    def owner_file(self) -> Path:
        """The process in whose foreground the stack runs; empty for one that was left running."""
        return self.state / "owner"

    @property
    def database_url_file(self) -> Path:
        """Written by the database once it accepts connections."""
        return self.state / "database.url"

    @property
    def intake_ready_file(self) -> Path:
        """Written by the intake once it has polled and dispatched for the first time."""
        return self.state / "intake.ready"

    @property
    def supervisor_socket(self) -> Path:
        """A short path: names of Unix sockets end at about 100 characters."""
        mark = hashlib.sha256(str(self.state).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"callinsight-{os.getuid()}-{mark}.sock"

    @property
    def api_url(self) -> str:
        """The API."""
        return f"http://{HOST}:{self.ports.api}"

    @property
    def prefect_url(self) -> str:
        """Prefect's UI; its API is below /api."""
        return f"http://{HOST}:{self.ports.prefect}"

    @property
    def aws_url(self) -> str:
        """The local AWS."""
        return f"http://{HOST}:{self.ports.aws}"

    def resources(self) -> ResourceNames:
        """Return what the stack's tables, buckets and queue are called."""
        return ResourceNames(
            calls="CallInsightTable",
            profiles="CallInsightProfiles",
            operations="CallInsightOperations",
            recordings="callinsight-recordings",
            artifacts="callinsight-artifacts",
            queue="callinsight-events",
        )

    def user_environment(self) -> dict[str, str]:
        """Return what a shell needs to use the stack with any tool."""
        names = self.resources()
        return {
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": "us-east-1",
            "CALLS_TABLE": names.calls,
            "PROFILES_TABLE": names.profiles,
            "OPERATIONS_TABLE": names.operations,
            "RECORDINGS_BUCKET": names.recordings,
            "ARTIFACTS_BUCKET": names.artifacts,
            "QUEUE_URL": f"{self.aws_url}/{ACCOUNT}/{names.queue}",
            "CALLINSIGHT_PUBLIC_URL": self.api_url,
            "CALLINSIGHT_PREFECT_UI_URL": self.prefect_url,
            "PREFECT_API_URL": f"{self.prefect_url}/api",
            "PREFECT_LOGGING_EXTRA_LOGGERS": "callinsight",
            # Heartbeats log from a thread of their own, outside every run.
            "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        }

    def member_environment(self) -> dict[str, str]:
        """Return what the members need on top of it."""
        return {
            **self.user_environment(),
            "CALLINSIGHT_POOL": POOL,
            "PREFECT_HOME": str(self.state / "prefect"),
            "PREFECT_SERVER_UI_API_URL": f"{self.prefect_url}/api",
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{self.prefect_url},{self.api_url}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            **PREFECT_SERVER_SETTINGS,
            "DO_NOT_TRACK": "1",
            "GATEWAY_PORT": str(self.ports.aws),
            "SERVICES": "s3,sqs,dynamodb,secretsmanager",
            "STATE_DIR": str(self.state / "aws"),
            "PERSIST_STATE": "1",
            "S3_DATA_DIR": str(self.state / "s3"),
            "S3_PERSIST": "1",
            "IOT_MTLS_ENABLED": "0",  # it would listen on all interfaces
            "SFTP_ENABLED": "0",
        }


def project_file(name: str) -> Path:
    """Return a file of the checkout, which lies beside the folder `deployments`."""
    path = SHIPPED.parent / name
    if not path.is_file():
        raise SettingsError(f"The embedded stack needs {name} of a CallInsight checkout.")
    return path


def write_env_file(layout: Layout, given: Mapping[str, str] | None = None) -> None:
    """Write the environment in the form shells read: `set -a; . .callinsight/env`.

    `given` are settings of whoever started the stack: other commands work with the same ones.
    """
    lines = [f"{name}={shlex.quote(value)}" for name, value in (given or {}).items()]
    lines += [f"{name}={value}" for name, value in layout.user_environment().items()]
    layout.env_file.write_text("\n".join(lines) + "\n")


def read_env_file(state: Path) -> dict[str, str]:
    """Return the environment of the stack in a state folder; empty if none runs there."""
    file, mark = state / "env", state / "running"
    if not file.is_file() or not mark.is_file() or not is_alive(mark.read_text()):
        return {}
    pairs = (one.split("=", 1) for one in shlex.split(file.read_text()) if "=" in one)
    return dict(pairs)


def is_alive(pid: str) -> bool:
    """Say whether the process with this number runs."""
    try:
        os.kill(int(pid), 0)
    except (OSError, ValueError):
        return False
    return True
