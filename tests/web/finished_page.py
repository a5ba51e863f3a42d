"""The page of a finished call, opened once and put back to where it began for every test."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

_RESET = """() => {
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  const search = document.querySelector("input[type=search]");
  search.value = "";
  search.dispatchEvent(new Event("input"));
  for (const chip of document.querySelectorAll("[aria-label='Speakers shown'] [aria-pressed=false]")) chip.click();
  document.querySelector("#tab-0").click();
  const sound = document.querySelector("audio");
  sound.pause();
  sound.currentTime = 0;
  document.activeElement.blur();
  scrollTo(0, 0);
}"""
_SOUND = """() => {
  const sound = document.querySelector("audio");
  return sound && sound.readyState > 0 && !sound.seeking ? sound.currentTime : null;
}"""


class FinishedPage:
    """Holds the page once it is open."""

    def __init__(self) -> None:
        self._page: Page | None = None
        self._errors: list[str] = []

    def opened(self, make: Callable[[], Page]) -> Page:
        """Return the page as it was when it was opened."""
        if self._page is None:
            self._page = make()
            self._page.on("pageerror", lambda error: self._errors.append(str(error)))
        sound_at(self._page)
        self._page.locator("#tab-0").wait_for()  # the findings may come after the sound
        self._page.evaluate(_RESET)
        return self._page

    def close(self) -> None:
        """Close the page; what went wrong in it meanwhile is told now."""
        if self._page is not None:
            self._page.close()
        assert self._errors == []


def sound_at(page: Page, seconds: float | None = None, near: float = 0.3) -> None:
    """Wait until the sound is there; the page's policy forbids Playwright's own waiting."""
    place = None
    for _ in range(200):
        place = page.evaluate(_SOUND)
        if place is not None and (seconds is None or abs(place - seconds) < near):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"The sound is at {place}, not at {seconds}.")


def tab(page: Page, name: str) -> None:
    """Open a tab, and wait for what it asks the API for."""
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_text("Loading…")).to_have_count(0)
