"""Prefect's server on the embedded database: `python -m callinsight.local.prefect_server ...`.

The database says where it listens only once it runs, so its URL is read here, not configured.
"""

import os
import sys
from pathlib import Path


def main(url_file: Path, arguments: list[str]) -> None:
    """Become the Prefect server."""
    if url_file.is_file():
        os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url_file.read_text()
    command = [sys.executable, "-m", "prefect", "server", "start", *arguments]
    os.execv(sys.executable, command)  # noqa: S606  (our own command)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
