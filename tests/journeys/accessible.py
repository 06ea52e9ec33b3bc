"""A page as a machine reads it that knows the rules of WCAG."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ALLOWED = {
    # The NHS design system puts it on radios that open a further question; it is read out and does no harm
    # (alphagov/govuk-frontend issue 979).
    "aria-allowed-attr": re.compile(r"aria-expanded"),
}


def is_accessible(page: Page, where: str) -> None:
    """No rule of axe is broken on the page as it stands."""
    found = Axe().run(page).response["violations"]
    broken = [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] in ALLOWED and ALLOWED[rule["id"]].search(node["html"]))
    ]
    assert not broken, f"{where}:\n" + "\n".join(broken)
