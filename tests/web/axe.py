"""The accessibility rules of axe-core, run on a page as it is shown now."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_HERE = Path(__file__).parent
_SCRIPT = _HERE / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe_script() -> str:
    """Return axe-core as it is locked; installs it if that has not been done yet."""
    if not _SCRIPT.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is not on PATH; on Debian: apt-get install nodejs npm")
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=_HERE,
            check=True,
            capture_output=True,
            timeout=120,
        )
    return _SCRIPT.read_text("utf-8")


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
