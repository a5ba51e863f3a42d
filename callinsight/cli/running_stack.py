"""Finding the stack a command works with: the settings of the shell, else the running one here."""

import os
import sys
from pathlib import Path

from callinsight.local.layout import STATE, read_env_file


def use_running_stack(state: Path = STATE) -> bool:
    """Take the environment of the stack in this folder, unless the shell has settings of its own.

    Return whether there is anything to work with.
    """
    if os.environ.get("RECORDINGS_BUCKET"):
        return True
    environment = read_env_file(state)
    if not environment:
        return False
    print(f"Using the running stack in {state}.", file=sys.stderr)
    os.environ.update(environment)
    return True
