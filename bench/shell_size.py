"""Row 11: everything a tablet keeps to open the app, packed: pages, form definition, script, styles, worker."""

from __future__ import annotations

import gzip

from app import create_app
from app.shell import precached, read_later


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard line: (what, measured, target)."""
    app = create_app({"DATABASE_URL": "sqlite://"})
    client = app.test_client()
    with app.test_request_context():
        kept = [entry["url"] for entry in precached()] + ["/sw.js"]
        at_need = read_later()
    sizes = {url: len(gzip.compress(client.get(url).data, 9)) / 1000 for url in kept}
    later = {url: size for url, size in sizes.items() if url in at_need}
    shell = {url: size for url, size in sizes.items() if url not in later}
    largest = sorted(shell.items(), key=lambda found: -found[1])[:5]
    parts = ", ".join(f"{url.rpartition('/')[2]} {size:.1f}" for url, size in largest)
    return [
        (
            "11  app shell, gz, form definition included",
            f"{sum(shell.values()):.1f} kB ({parts}); parts kept for later {sum(later.values()):.1f} kB",
            "<= 100 kB",
        )
    ]
