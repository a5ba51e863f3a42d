"""Calls of the call page's tests: answers of the API that a test writes itself."""

import io
import json
import math
import re
import wave
from typing import Any

from playwright.sync_api import Page, Route

SOUND_SECONDS = 60
CALL_ID = "01jdx5w7v4m2k9r8t6y3z1abcd"


def a_transcript(turns: int = 12, seconds: float = 5.0, words: int = 6) -> dict[str, Any]:
    """A conversation of two, a turn each `seconds`."""
    spoken = [_a_turn(number, (number - 1) * seconds, words) for number in range(1, turns + 1)]
    return {
        "schema_version": 1,
        "language": "en",
        "duration_seconds": turns * seconds,
        "channels": 2,
        "turns": spoken,
        "speech": [],
    }


def _a_turn(number: int, start: float, words: int) -> dict[str, Any]:
    said = [f"word{number}x{place}" for place in range(words)]
    step = 4 / words
    role = "agent" if number % 2 else "customer"
    return {
        "id": number,
        "speaker": f"speaker_{number % 2}",
        "role": role,
        "start": start,
        "end": start + 4,
        "text": " ".join(said),
        "words": [
            {"text": text, "start": start + at * step, "end": start + (at + 1) * step}
            for at, text in enumerate(said)
        ],
    }


def an_analysis(**fields: Any) -> dict[str, Any]:
    """An analysis with one claim, one gap and one check."""
    return {
        "mode": "comprehensive",
        "quality": "final",
        "answers": {
            "summary": "The customer was charged twice and asked for the money.",
            "resolved": None,
            "promises": [{"text": "A refund by Friday", "turn_ids": [9], "verified": False}],
        },
        "unanswerable": [{"field": "resolved", "reason": "not_said"}],
        "keyword_hits": [{"topic": "money_back", "phrase": "refund", "turn_ids": [4]}],
        "checks": [{"name": "greeting", "passed": True, "turn_ids": [1]}],
        **fields,
    }


def a_call(**fields: Any) -> dict[str, Any]:
    """A completed call as the API shows it."""
    return {
        "call_id": CALL_ID,
        "status": "Completed",
        "created_at": "2026-11-23T12:00:00Z",
        "updated_at": "2026-11-23T12:05:00Z",
        "file_name": "Überweisung & refund, 客户.wav",
        "duration_seconds": SOUND_SECONDS,
        "profile_id": "default",
        "profile_version": 3,
        "cost_usd": 0.0123,
        "metadata": {"customer": "Zoë Müller", "agent": "Ana"},
        "transcript": {"artifact": "a", "quality": "final"},
        "analysis": an_analysis(),
        "metrics": {
            "talk_time_seconds": {"agent": 20, "customer": 16},
            "talk_ratio": {"agent": 0.56, "customer": 0.44},
            "unavailable": {"overlap_seconds": "mono"},
        },
        "steps": {
            "fetch_audio": {"name": "fetch_audio", "seconds": 1.2, "tries": 1, "cost_usd": 0},
            "transcribe": {"name": "transcribe", "seconds": 9, "tries": 2, "cost_usd": 0.01},
        },
        "history": [{"status": "Completed", "at": "2026-11-23T12:05:00Z", "attempt": 1}],
        **fields,
    }


class StubbedCall:
    """What the page gets for one call, and what it sent."""

    def __init__(
        self,
        page: Page,
        bucket: str,
        call: dict[str, Any],
        transcript: dict[str, Any] | None = None,
    ) -> None:
        self.page = page
        self.sound = f"{bucket}/sound.wav"
        self.call = call
        self.transcript = transcript or a_transcript()
        self.sent: list[tuple[str, str, Any]] = []
        self.more: dict[str, Any] = {}
        page.route(re.compile(r"127\.0\.0\.1:\d+/(calls|me|profiles)(/|\?|$)"), self._answer)
        page.route(self.sound, _sound)

    def open(self, **query: Any) -> None:
        """Open the page of the call."""
        more = "".join(f"&{name}={value}" for name, value in query.items())
        self.page.goto(f"call.html?id={CALL_ID}{more}")
        self.page.locator(".call-top h1").wait_for()

    def _answer(self, route: Route) -> None:
        request = route.request
        path = request.url.partition("?")[0].partition("/calls/")[2].removeprefix(CALL_ID)
        if request.method != "GET":
            body = json.loads(request.post_data or "null")
            self.sent.append((request.method, path, body))
        answers = {
            "": self.call,
            "/transcript": self.transcript,
            "/recording": {"url": self.sound, "duration_seconds": SOUND_SECONDS, **_ALWAYS},
            "/reruns": self.call,
            **self.more,
        }
        if request.url.endswith("/me"):
            route.fulfill(json={"name": "Ana", "scopes": ["read", "write"], "auth": "none"})
        elif path in answers and "/calls/" in request.url:
            route.fulfill(json=answers[path])
        else:
            route.fulfill(status=404, json={"code": "call_not_found", "detail": "Not there."})


_ALWAYS = {"media_type": "audio/wav", "expires_at": "2999-01-01T00:00:00Z"}


def _sound(route: Route) -> None:
    """Answer a range of the recording, as a bucket does."""
    body = a_wav()
    asked = re.match(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", ""))
    first = int(asked[1]) if asked else 0
    last = int(asked[2]) if asked and asked[2] else len(body) - 1
    headers = {
        "Content-Type": "audio/wav",
        "Accept-Ranges": "bytes",
        "Content-Range": f"bytes {first}-{last}/{len(body)}",
    }
    route.fulfill(status=206, headers=headers, body=body[first : last + 1])


def a_wav() -> bytes:
    rate, file = 8000, io.BytesIO()
    period = bytes(128 + round(40 * math.sin(2 * math.pi * at / 20)) for at in range(20))
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(period * (rate * SOUND_SECONDS // len(period)))
    return file.getvalue()
