"""The service with a seeded bug: whoever writes last has the answer. What a Place looks at in the end has to see it."""

import pytest

from tests.sync.seeded_bugs import last_to_arrive_wins

last_to_arrive_wins(pytest.MonkeyPatch())

from wsgi import app as app  # noqa: E402
