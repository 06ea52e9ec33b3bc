"""Row 11: everything a tablet keeps to open the app, packed: pages, form definition, script, styles, worker."""

from __future__ import annotations

import gzip

from app import create_app
from app.shell import precached


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard line: (what, measured, target)."""
    app = create_app({"DATABASE_URL": "sqlite://"})
    client = app.test_client()
    with app.test_request_context():
        kept = [entry["url"] for entry in precached()] + ["/sw.js"]
    sizes = {url: len(gzip.compress(client.get(url).data, 9)) / 1000 for url in kept}
    largest = sorted(sizes.items(), key=lambda found: -found[1])[:5]
    parts = ", ".join(f"{url.rpartition('/')[2]} {size:.1f}" for url, size in largest)
    return [
        (
            "11  app shell, gz, form definition included",
            f"{sum(sizes.values()):.1f} kB ({parts})",
            "<= 100 kB",
        )
    ]
