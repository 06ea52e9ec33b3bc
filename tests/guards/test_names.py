"""Names say what a thing is. Some words say nothing, and are kept out of modules, classes and functions."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support import source

ANYWHERE = {
    "helper",
    "helpers",
    "util",
    "utils",
    "handle",
    "handler",
    "process",
    "processor",
    "misc",
    "common",
}
LAST = {"data", "info", "manager"}
FILES = [
    *source.files("app", "*.py"),
    *source.files("forms", "*.py"),
    *source.files("static/js", "*.js"),
]
# What a framework calls by this name.
GIVEN = {"process_bind_param", "process_result_value", "process_formdata"}


def words(identifier: str) -> list[str]:
    """`shownAnswers`, `ShownAnswers`, `shown_answers` → shown, answers."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", identifier).strip("_").lower().split("_")


def defined(path: source.Path) -> set[str]:
    if path.suffix == ".js":
        text = path.read_text("utf-8")
        return set(re.findall(r"\b(?:function\*?|class|export const)\s+(\w+)", text))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(source.tree(path)) if isinstance(node, kinds)}


def empty(identifier: str) -> bool:
    parts = words(identifier)
    return (
        bool(ANYWHERE & set(parts)) or (len(parts) > 1 and parts[-1] in LAST) or parts == ["data"]
    )


@pytest.mark.parametrize("path", FILES, ids=source.name)
def test_names_say_something(path: source.Path) -> None:
    names = defined(path) | {path.stem}
    assert {one for one in names if empty(one)} - GIVEN == set()


def test_the_guard_tells_empty_names_from_good_ones() -> None:
    assert all(
        map(
            empty,
            ("visit_helper", "AnswerManager", "get_data", "processChange", "utils", "formInfo"),
        )
    )
    assert not any(
        map(empty, ("data_dictionary", "Manager", "processed_at", "seal", "information"))
    )
