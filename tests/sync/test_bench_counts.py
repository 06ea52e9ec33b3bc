"""What the benches call lost and doubled: counts that cannot fail would prove nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bench.stored import Stored

SENT = {"first": {"answers": {"weight_g": {}, "feeding": {}}}}
RECEIPTED = {"first": "visit"}
WELL = Stored(
    changes={"first"},
    told=Counter({"first": 1}),
    standing=Counter({("visit", "first"): 2}),
    feed={"visit:visit"},
)


@pytest.mark.parametrize(
    ("found", "lost", "doubled"),
    [
        pytest.param(WELL, 0, 0, id="well"),
        pytest.param(replace(WELL, changes=set()), 1, 0, id="no change"),
        pytest.param(
            replace(WELL, standing=Counter({("visit", "first"): 1})), 1, 0, id="an answer missing"
        ),
        pytest.param(replace(WELL, feed=set()), 1, 0, id="in no feed"),
        pytest.param(replace(WELL, told=Counter({"first": 2})), 0, 1, id="audited twice"),
        pytest.param(replace(WELL, told=Counter()), 0, 1, id="not audited"),
        pytest.param(
            replace(WELL, standing=Counter({("visit", "first"): 3})), 0, 1, id="stands twice"
        ),
    ],
)
def test_what_is_lost_and_what_is_doubled_is_counted(
    found: Stored, lost: int, doubled: int
) -> None:
    assert (found.lost(SENT, RECEIPTED), found.doubled(SENT, RECEIPTED)) == (lost, doubled)
