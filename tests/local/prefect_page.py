"""A person in Prefect's page: from the runs list to a failed run, and on with Retry."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.local.embedded import Embedded


def retry_the_failed_run(
    page: Page, stack: Embedded, call_id: str, picture: Callable[[str], object] = lambda _: None
) -> None:
    """Filter by tag, open the run, read step and code without the logs, retry, see it complete."""
    page.goto(f"{stack.layout.prefect_url}/v2/runs")
    page.get_by_placeholder("All tags").fill("profile:default")
    page.keyboard.press("Enter")
    run = page.get_by_role("link", name=call_id)
    run.first.wait_for()
    picture("runs-by-tag")
    run.first.click()

    page.get_by_role("tab", name="Details").click()
    message = page.get_by_text("analyze: provider_refused")
    message.first.wait_for()
    message.first.scroll_into_view_if_needed()
    picture("failed-run")

    page.get_by_role("tab", name="Artifacts").click()
    page.get_by_text("MARKDOWN").first.click()
    page.get_by_role("heading", name="Failed").wait_for()
    picture("run-report")
    page.go_back()

    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name="Retry").click()
    page.get_by_role("button", name="Retry").click()
    stack.wait_for(call_id, "Completed")
    page.reload()
    page.get_by_text("Completed", exact=True).first.wait_for()
    picture("retried-run")
