"""The methods of a path, over all routes: the one that refuses knows only its own."""

from collections.abc import Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path

_FILES = {"GET", "HEAD"}


def allowed_methods(routes: Sequence[BaseRoute], path: str) -> str:
    """Return what the header `Allow` says of a path; where no route is, files are.

    A path that is a route itself is nothing's id: `/calls/events` is no call.
    """
    methods: dict[str, set[str]] = {}
    for context in iter_route_contexts(routes):
        if context.path is not None and compile_path(context.path)[0].match(path):
            methods.setdefault(context.path, set()).update(context.methods or ())
    found = methods.get(path) or set().union(*methods.values())
    return ", ".join(sorted(found or _FILES))
