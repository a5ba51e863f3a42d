"""The accessibility rules of axe-core, run on a page as it is shown now."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.npm import npm_package

_HERE = Path(__file__).parent
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What can only be wrong in other colours, or where there is less room: the rest is as it was.
_COLOURS = ["color-contrast", "link-in-text-block"]
_ROOM = ["target-size", "scrollable-region-focusable", "meta-viewport"]
_PHONE, _WIDE = 375, 1360
_LOOKS: tuple[tuple[str, str, int, Sequence[str]], ...] = (
    ("light", "light", _WIDE, ()),
    ("dark", "dark", _WIDE, _COLOURS),
    ("phone", "light", _PHONE, _ROOM),
)

_RUN = (
    """([part, only]) => axe.run(part ?? document, {runOnly: only, resultTypes: ["violations"]})"""
)


@cache
def axe_script() -> str:
    """Return axe-core as it is locked; installs it if that has not been done yet."""
    return (npm_package(_HERE, "axe-core") / "axe.min.js").read_text("utf-8")


def violations(page: Page, part: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    """Return what WCAG A and AA forbid on the page, or in a part of it: rule, element and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
    only = {"type": "rule", "values": [*rules]} if rules else {"type": "tag", "values": _TAGS}
    found: dict[str, Any] = page.evaluate(_RUN, [part, only])
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


Shown = Sequence[tuple[str | None, Callable[[], object]]]
"""What to look at, by a part of the page (None: all of it), and how it is brought about."""


def violations_in_every_look(page: Page, shown: Shown) -> list[str]:
    """Return the same for each thing that is shown, in light, in dark and on a phone.

    A page that is wider than a phone is told too. What lies over the page is closed in between.
    """
    found = []
    for look, scheme, width, rules in _LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        for part, show in shown:
            page.keyboard.press("Escape")
            show()
            found += [f"{look}: {one}" for one in violations(page, part, rules)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{look}: the page is wider than the screen")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size({"width": _WIDE, "height": 900})
    return found
