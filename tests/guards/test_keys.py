"""Which question an answer key speaks of is read in one place in each language: a key may name a further claim."""

from __future__ import annotations

import re

import pytest

from tests.support import source

READERS = ("forms/keys.py", "static/js/forms/context.js")
BY_HAND = re.compile(
    r"""partition\("/"\)\[2\]|lastIndexOf\("/"\)\ \+\ 1|split\("/"\)(?:\[2\]|\[-1\]|\.at\(-1\))""",
    re.VERBOSE,
)
FILES = [
    *source.files("app", "*.py"),
    *source.files("forms", "*.py"),
    *source.files("static/js", "*.js"),
]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nobody_takes_a_key_apart_by_hand(path: source.Path) -> None:
    if not path.as_posix().endswith(READERS):
        assert not BY_HAND.search(path.read_text("utf-8"))


def test_the_search_would_find_it() -> None:
    for path in FILES:
        if path.as_posix().endswith(READERS):
            assert BY_HAND.search(path.read_text("utf-8")), path
