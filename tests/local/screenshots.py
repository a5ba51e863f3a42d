"""Makes docs/images from a running stack: `make screenshots`."""

import json
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from callinsight.local.layout import Ports
from callinsight.shipped import SHIPPED
from tests.local import page_pictures
from tests.local.browser import chromium_page
from tests.local.embedded import Embedded, running_up
from tests.local.pictured_answers import ANALYSES, PROMISED
from tests.local.pictured_calls import a_pictured_call, scribed
from tests.local.prefect_page import retry_the_failed_run
from tests.stubs.running import StubProviders

IMAGES = SHIPPED.parent / "docs" / "images"
SETTLE_MILLISECONDS = 1500
RECORDING = SHIPPED / "recordings" / "support_refund.m4a"
UPLOADED = ("Monday, Müller.m4a", "Monday, van den Berg.m4a", "call & complaint 4711.m4a")


def main() -> None:
    """Run a stack on stub providers, let one call fail, and photograph what a person does."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="callinsight-pictures-"))
    with StubProviders() as stubs:
        keys = {
            "ELEVENLABS_API_KEY": "key",
            "ELEVENLABS_BASE_URL": stubs.elevenlabs_url,
            "OPENAI_API_KEY": "key",
            "OPENAI_BASE_URL": stubs.openai_url,
        }
        with (
            running_up(folder / "state", Ports.free(), keys, folder / "up.log") as stack,
            chromium_page() as page,
        ):
            photograph(page, stack, stubs, folder)


def photograph(page: Page, stack: Embedded, stubs: StubProviders, folder: Path) -> None:
    """Walk through everything a person sees."""

    def picture(name: str) -> None:
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        page.screenshot(path=IMAGES / f"{name}.png")
        sys.stdout.write(f"docs/images/{name}.png\n")

    names = [*ANALYSES] * 4
    calls = [a_pictured_call(stack, stubs, name, number) for number, name in enumerate(names)]
    failed = _a_failed_call(stack, stubs)
    files = [folder / name for name in UPLOADED]
    for file in files:
        file.write_bytes(RECORDING.read_bytes())
        stubs.script("elevenlabs", {"body": scribed(RECORDING)})
        stubs.script("openai", {"text": json.dumps(ANALYSES[RECORDING.stem])})
    page_pictures.look_at_the_list(page, stack, files, picture)
    page_pictures.look_at_a_call(page, stack, calls[-2], picture)
    page_pictures.look_at_a_failed_call(page, stack, failed, picture)
    stubs.script("openai", {"text": json.dumps(PROMISED)})
    refund = calls[names.index(RECORDING.stem)]
    page_pictures.look_at_an_answer(page, stack, refund, picture)
    page_pictures.look_at_the_costs(page, stack, picture)
    page_pictures.look_at_the_profiles(page, stack, picture)
    retry_the_failed_run(page, stack, failed, picture)


def _a_failed_call(stack: Embedded, stubs: StubProviders) -> str:
    """Let a call fail at its analysis, after its transcription was paid."""
    stubs.script("elevenlabs", {"body": scribed(RECORDING)})
    refused = {"error": {"code": "unsupported_value"}}
    stubs.script("openai", {"status": 400, "body": refused})
    failed = stack.upload(RECORDING.name, RECORDING.read_bytes())
    stack.wait_for(failed, "Failed")
    return failed


if __name__ == "__main__":
    main()
