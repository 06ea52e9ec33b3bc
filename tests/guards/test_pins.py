"""The same versions on every machine."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.source import ROOT

PINNED = re.compile(r"^[A-Za-z0-9_.\[\]-]+==[0-9][0-9A-Za-z.]*$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_has_one_version(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines()]
    packages = [line for line in lines if line and not line.startswith("-r ")]
    assert packages
    assert [line for line in packages if not PINNED.match(line)] == []


def test_every_browser_package_has_one_version_and_is_locked() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version


def test_the_lock_names_every_package_it_speaks_of_and_no_host() -> None:
    """`npm ci` refuses a lock with holes, on somebody else's machine first."""
    text = (ROOT / "package-lock.json").read_text("utf-8")
    locked = json.loads(text)["packages"]
    for name, about in locked.items():
        for needed in about.get("optionalDependencies", {}):
            assert f"node_modules/{needed}" in locked, f"{name} needs {needed}"
    assert '"resolved"' not in text
