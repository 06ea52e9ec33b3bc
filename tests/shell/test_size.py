"""What a tablet fetches before it can work without a network, form included, in gzipped bytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.shell.built import built as built

# A third of what a page of the best-known offline form engine weighs.
BUDGET = 100_000


@pytest.mark.one_database
def test_the_shell_fits_its_budget(built: Path, client: FlaskClient) -> None:
    worker = client.get("/sw.js")
    listed = json.loads(
        worker.text.split("\n", 1)[0].removeprefix("self.precached=").removesuffix(";")
    )
    replies = {"/sw.js": worker.data} | {
        entry["url"]: client.get(entry["url"]).data for entry in listed
    }
    sizes = {address: len(gzip.compress(content, 9)) for address, content in replies.items()}
    assert sum(sizes.values()) <= BUDGET, sizes
