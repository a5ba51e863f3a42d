"""Runs the provider stub as its own process for the length of a block."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.stubs.script import Provider

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5


class StubProviders:
    """The stub in a process of its own: `with StubProviders() as stubs: ...`.

    Steps are mappings as in `tests.stubs.script.Step`; a wrong one fails when it is scripted.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stubs.providers", "--port", "0"],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            self._url = f"http://127.0.0.1:{self._announced_port()}"
        except BaseException:
            self._stop_process()
            raise
        self._control = httpx.Client(base_url=f"{self._url}/control/", trust_env=False, timeout=30)

    @property
    def elevenlabs_url(self) -> str:
        """The base URL of ElevenLabs, without `/v1`."""
        return f"{self._url}/elevenlabs"

    @property
    def openai_url(self) -> str:
        """The base URL of OpenAI; it ends with `/v1`."""
        return f"{self._url}/openai/v1"

    @property
    def pid(self) -> int:
        """The id of the stub's process."""
        return self._process.pid

    def script(self, provider: Provider, *steps: dict[str, Any]) -> None:
        """Queue one step per coming request; after them the default answers return."""
        self._post("script", {"provider": provider, "steps": steps})

    def keys(self, **keys: str | None) -> None:
        """Set the keys expected from now on, as in `keys(openai="sk-new")`; None accepts any."""
        self._post("keys", keys)

    def jobs(self, *, delay_seconds: float = 0, fail: bool = False, unknown: bool = False) -> None:
        """Set how every job goes, those already accepted included."""
        self._post("job", {"delay_seconds": delay_seconds, "fail": fail, "unknown": unknown})

    def webhook(self, url: str | None, **script: Any) -> None:
        """Send the results of jobs to a URL, as in `elevenlabs_webhooks.WebhookScript`."""
        self._post("webhook", {"url": url, **script})

    def hear_time_marks(self) -> None:
        """Answer with a word for each time mark in the sound that is received from now on."""
        self._post("hearing", {"time_marks": True})

    def bill(self) -> None:
        """Count tokens and work from now on, for the invoice."""
        self._post("billing", {})

    def invoice(self) -> dict[str, Any]:
        """Return what was done since then, and its price by the providers' own lists."""
        return dict(self._checked(self._control.get("billing")).json())

    def deliveries(self) -> list[int]:
        """Return the status each webhook was answered with."""
        return list(self._checked(self._control.get("deliveries")).json()["answers"])

    def concurrency(self, maximum: int | None) -> None:
        """Refuse requests beyond a maximum that run at once, and tell it in headers."""
        self._post("concurrency", {"maximum": maximum})

    def load(self, **script: Any) -> None:
        """Answer every request as `load.LoadScript` says."""
        self._post("load", script)

    def loaded(self) -> dict[str, Any]:
        """Return open requests and their peak; of each provider all requests, and the repeated."""
        return dict(self._checked(self._control.get("load")).json())

    @property
    def hosted_url(self) -> str:
        """A link to a recording that the stub itself hosts."""
        return f"{self._url}/hosted/recording"

    def count(self, provider: Provider) -> int:
        """Return how many requests were received; polls count as `elevenlabs_results`."""
        return int(self._get("count", provider)["count"])

    def requests(self, provider: Provider) -> list[dict[str, Any]]:
        """Return everything received, oldest first."""
        return list(self._get("requests", provider)["requests"])

    def reset(self) -> None:
        """Forget scripts, keys, jobs and everything received."""
        self._post("reset", {})

    def stop(self) -> None:
        """End the process; answers that still hang are dropped."""
        self._control.close()
        self._stop_process()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _announced_port(self) -> int:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"the provider stub ended with {self._process.wait()} at its start")
        return int(json.loads(line)["port"])

    def _stop_process(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _post(self, path: str, content: dict[str, Any]) -> None:
        self._checked(self._control.post(path, json=content))

    def _get(self, path: str, provider: Provider) -> dict[str, Any]:
        answer = self._checked(self._control.get(path, params={"provider": provider}))
        return dict(answer.json())

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            raise ValueError(f"the stub refuses {answer.request.url.path}: {answer.text}")
        return answer
