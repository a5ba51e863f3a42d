"""Both providers in one process: `python -m tests.stubs.providers --port 0`."""

import argparse
from collections.abc import Sequence

from starlette.applications import Starlette

from tests.stubs.control import EXCEPTION_HANDLERS, Control
from tests.stubs.elevenlabs import ElevenLabs
from tests.stubs.openai import OpenAI
from tests.stubs.openai_audio import OpenAIAudio
from tests.stubs.server import serve
from tests.stubs.state import State


def build_app() -> Starlette:
    """Return the application, with nothing scripted and nothing received."""
    state = State()
    parts = (ElevenLabs(state), OpenAI(state), OpenAIAudio(state), Control(state))
    routes = [route for part in parts for route in part.routes()]
    return Starlette(routes=routes, exception_handlers=EXCEPTION_HANDLERS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the stub on 127.0.0.1 and print `{"port": N}` once it accepts connections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    serve(build_app(), parser.parse_args(arguments).port)


if __name__ == "__main__":
    main()
