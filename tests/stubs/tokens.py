"""How many tokens a request and its answer have, and how many of them a prompt cache knows."""

import json
from typing import Any

CHARACTERS_OF_A_TOKEN = 4
CACHED_FROM, CACHED_BY = 1024, 128  # OpenAI, "Prompt caching"


class PromptCache:
    """Knows the beginnings of all earlier prompts of each model."""

    def __init__(self) -> None:
        self._prompts: dict[str, list[str]] = {}

    def usage(self, body: dict[str, Any], answer: str) -> dict[str, int]:
        """Count a request, whose schema stands before its texts, and remember it."""
        prompt = _prompt(body)
        known = self._prompts.setdefault(str(body["model"]), [])
        shared = max((_alike(prompt, one) for one in known), default=0)
        known.append(prompt)
        return {
            "input": _tokens(prompt),
            "cached": _cached(shared // CHARACTERS_OF_A_TOKEN),
            "output": _tokens(answer),
        }


def _prompt(body: dict[str, Any]) -> str:
    form = (body.get("text") or {}).get("format") or body.get("response_format") or {}
    texts = body.get("messages") or [body.get("instructions"), body.get("input")]
    return json.dumps([form, texts])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common from the first one on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _tokens(text: str) -> int:
    return max(1, len(text) // CHARACTERS_OF_A_TOKEN)


def _cached(tokens: int) -> int:
    return tokens // CACHED_BY * CACHED_BY if tokens >= CACHED_FROM else 0
