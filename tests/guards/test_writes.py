"""Rows are made in one kind of file and committed in one place."""

from __future__ import annotations

import ast

import pytest

from tests.support import source

APP = source.files("app", "*.py")
# Making rows: operations (a record that moves has a file of its own), and the one writer of audit events, which
# inserts them all at once.
WRITERS = ("operations.py", "moving.py", "writer.py")


def calls(path: source.Path) -> list[tuple[str, ast.expr]]:
    """(attribute, what it is called on) of every method call in a file."""
    return [
        (node.func.attr, node.func.value)
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def is_session(expression: ast.expr) -> bool:
    """`session()`, or a variable that is plainly one."""
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        return expression.func.id in ("session", "snapshot")
    return isinstance(expression, ast.Name) and expression.id in (
        "session",
        "opened",
        "writing",
        "reading",
    )


@pytest.mark.parametrize("path", APP, ids=source.name)
def test_rows_are_added_only_by_operations_and_the_audit_writer(path: source.Path) -> None:
    added = [
        attribute
        for attribute, on in calls(path)
        if attribute in ("add", "add_all", "merge") and is_session(on)
    ]
    assert not added or path.name in WRITERS, f"{source.name(path)} adds rows"


@pytest.mark.parametrize("path", APP, ids=source.name)
def test_only_one_place_commits(path: source.Path) -> None:
    committing = [attribute for attribute, _ in calls(path) if attribute == "commit"]
    assert len(committing) == (1 if source.name(path) == "app/database.py" else 0)


def test_the_guard_recognises_a_write() -> None:
    adding = [
        source.name(path)
        for path in APP
        if any(a == "add" and is_session(on) for a, on in calls(path))
    ]
    assert "app/accounts/operations.py" in adding
    assert "app/visits/moving.py" in adding
