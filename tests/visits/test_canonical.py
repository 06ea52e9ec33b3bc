"""The one text of a JSON document, as the tablet writes it too: tests/contracts/canonical.json."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.visits.envelope import body_sum

CASES = json.loads((Path(__file__).parents[1] / "contracts" / "canonical.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_the_sum_is_taken_over_the_text_the_tablet_writes(case: dict[str, Any]) -> None:
    assert hashlib.sha256(case["text"].encode()).hexdigest() == case["sha256"]
    if isinstance(case["value"], dict):
        assert body_sum(case["value"]) == case["sha256"]
    whole = json.dumps(case["text"], ensure_ascii=False)  # any value may stand inside a change
    inside = f'{{"answers":{case["text"]},"note":{whole}}}'
    assert (
        body_sum({"note": case["text"], "answers": case["value"]})
        == hashlib.sha256(inside.encode()).hexdigest()
    )
