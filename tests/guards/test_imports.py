"""Imports go downwards only, so that each feature can be read with nothing above it in mind."""

from __future__ import annotations

import pytest

from tests.support import source

# From the ground up. A module belongs to the longest name that fits; it may import its own line's package and any lower
# line. Names on one line do not know each other.
LAYERS = (
    ("app.clock", "app.config", "app.problems"),
    ("app.database", "app.permissions", "app.strict_json", "app.wording"),
    ("app.api", "app.request_log", "app.security", "app.templating"),
    ("app.audit",),
    ("app.feed",),
    ("app.accounts",),
    ("app.children", "app.pathways", "app.phrases", "app.recovery"),
    ("app.picture",),
    ("app.visits",),
    ("app.devices",),
    ("app.gathered",),
    (
        "app.exports",
        "app.fairness",
        "app.oversight",
        "app.review",
        "app.stories",
        "app.sync",
    ),
    ("app.demo",),
    ("app.errors", "app.shell", "app.tables"),
    ("app.migrating",),
    ("app.commands",),
    ("app",),
)
LEVELS = {package: level for level, line in enumerate(LAYERS) for package in line}
# Pure: they get time and what they judge as arguments, and can be tried by hand.
PURE = ("rules.py", "merge.py")
IMPURE = ("app.clock", "app.database", "flask", "sqlalchemy", "os", "random", "time")

APP = source.files("app", "*.py")
FORMS = source.files("forms", "*.py")


def package_of(dotted: str) -> str:
    """The layer's name a module belongs to."""
    while dotted not in LEVELS:
        dotted = dotted.rpartition(".")[0]
    return dotted


def within(dotted: str, *packages: str) -> bool:
    return any(dotted == package or dotted.startswith(f"{package}.") for package in packages)


def test_every_feature_has_its_place() -> None:
    """A new folder under app/ must be put into LAYERS: nothing is above the rules by being forgotten."""
    loose = {source.name(path) for path in APP if package_of(source.module(path)) == "app"}
    assert loose == {"app/__init__.py"}


@pytest.mark.parametrize("path", APP, ids=source.name)
def test_imports_go_downwards(path: source.Path) -> None:
    own = package_of(source.module(path))
    for imported in source.imports(path):
        if not within(imported, "app"):
            assert not within(imported, "tests", "bench", "wsgi"), imported
            continue
        used = package_of(imported)
        fine = used == own or LEVELS[used] < LEVELS[own]
        assert fine, f"{source.name(path)} imports {imported}, which stands beside or above it"


@pytest.mark.parametrize("path", FORMS, ids=source.name)
def test_the_declaration_knows_nothing_of_the_service(path: source.Path) -> None:
    for imported in source.imports(path):
        assert not within(imported, "app", "sqlalchemy", "flask"), imported
        if source.name(path) != "forms/derived/web_form.py":
            assert not within(imported, "flask_wtf"), imported


@pytest.mark.parametrize(
    "path",
    [path for path in APP if path.name in PURE or source.module(path).startswith("app.picture")],
    ids=source.name,
)
def test_rules_and_merges_are_pure(path: source.Path) -> None:
    for imported in source.imports(path):
        assert not within(imported, *IMPURE), f"{source.name(path)} imports {imported}"


def test_the_web_stays_in_views_and_apis() -> None:
    """What a feature decides and does can be called from a command or a test without a request."""
    for path in APP:
        if path.name in ("operations.py", "queries.py", "rules.py", "merge.py", "models.py"):
            for imported in source.imports(path):
                assert imported not in (
                    "flask.request",
                    "flask.session",
                    "flask_login.current_user",
                ), f"{source.name(path)} imports {imported}"


def test_the_guard_reads_real_imports() -> None:
    """A guard that sees nothing passes everything."""
    seen = {imported for path in APP for imported in source.imports(path)}
    assert {"app.database.session", "flask.Flask", "sqlalchemy.select"} <= seen
    assert package_of("app.visits.operations.store_changes") == "app.visits"
