"""The commands that only read and print."""

from __future__ import annotations

import json

import pytest
from flask import Flask


@pytest.mark.one_database
def test_text_is_checked_line_by_line_and_a_bad_line_stops_nothing(app: Flask) -> None:
    lines = "\n".join(
        [
            json.dumps({"id": "view", "text": "Mum was hostile"}),
            "not JSON",
            json.dumps({"id": "quote", "text": "Mum said “I was hostile to her”"}),
        ]
    )
    printed = app.test_cli_runner().invoke(args=["check-text"], input=lines)
    view, bad, quote = (json.loads(line) for line in printed.output.splitlines())
    assert (view["flag"], view["spans"]) == (True, [[8, 15]])
    assert view["questions"]
    assert (bad["id"], "error" in bad) == (None, True)
    assert quote["flag"] is False
