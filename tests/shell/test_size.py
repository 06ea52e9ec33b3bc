"""What a tablet fetches before it can work without a network, form included, in gzipped bytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.shell import read_later
from tests.shell.built import built as built

# A third of what a page of the best-known offline form engine weighs. The number only ever goes down.
BUDGET = 100_000
# With what is read only when it is needed: the language prompts, the picture, growth charts, the body map, paper, print.
WITH_PARTS = 287_000


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
    with client.application.test_request_context():
        later = read_later()
    assert sum(size for address, size in sizes.items() if address not in later) <= BUDGET, sizes
    assert sum(sizes.values()) <= WITH_PARTS, sizes
    assert later, "nothing is left for later"
