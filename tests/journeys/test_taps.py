"""How much an ordinary visit asks of a visitor's hands. What is counted, and of which visit: bench/taps.py."""

from __future__ import annotations

from collections.abc import Callable

from bench import taps
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet


def test_a_visit_at_six_to_eight_weeks_takes_at_most_140_taps(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    taps.before(service.database_url)
    tablet = tablets()
    tablet.is_set_up()

    count = taps.record(tablet)

    assert taps.TARGET == 140
    assert len(count.core) >= 48
    assert count.faults() == []
