"""The accessibility rules of axe-core, run on a page as it is shown now."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.npm import npm_package

_HERE = Path(__file__).parent
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe_script() -> str:
    """Return axe-core as it is locked; installs it if that has not been done yet."""
    return (npm_package(_HERE, "axe-core") / "axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return what WCAG A and AA forbid on the page: rule, element and why."""
    page.evaluate(axe_script())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", _RULES
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
