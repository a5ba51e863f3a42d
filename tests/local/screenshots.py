"""Makes docs/images from a running stack: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from callinsight.local.layout import Ports
from callinsight.shipped import SHIPPED
from tests.local.browser import chromium_page
from tests.local.embedded import running_up
from tests.local.list_page import look_at_the_list
from tests.local.prefect_page import retry_the_failed_run
from tests.stubs.running import StubProviders

IMAGES = SHIPPED.parent / "docs" / "images"
SETTLE_MILLISECONDS = 1500


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
        with running_up(folder / "state", Ports.free(), keys, folder / "up.log") as stack:
            recordings = sorted((SHIPPED / "recordings").glob("*.m4a"))
            for script in recordings:
                call_id = stack.upload(script.name, script.read_bytes(), profile_id="sales")
            stack.wait_for(call_id, "Completed")
            code = {"error": {"code": "unsupported_value"}}
            stubs.script("openai", {"status": 400, "body": code})
            failing = stack.upload("call.m4a", script.read_bytes())
            stack.wait_for(failing, "Failed")
            with chromium_page() as page:

                def picture(name: str) -> None:
                    page.wait_for_timeout(SETTLE_MILLISECONDS)
                    page.screenshot(path=IMAGES / f"{name}.png")
                    sys.stdout.write(f"docs/images/{name}.png\n")

                look_at_the_list(page, stack, recordings, picture)
                retry_the_failed_run(page, stack, failing, picture)


if __name__ == "__main__":
    main()
