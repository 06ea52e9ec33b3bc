"""The project's own files, for tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(folder: str, pattern: str) -> list[Path]:
    """Files below a folder of the project, by name; AssertionError if there are none, or a guard would guard nothing."""
    found = sorted(path for path in (ROOT / folder).rglob(pattern) if "dist" not in path.parts)
    assert found, f"no {pattern} in {folder}"
    return found


def name(path: Path) -> str:
    """The path as it is written in the project."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """`app/visits/merge.py` → `app.visits.merge`."""
    dotted = name(path).removesuffix(".py").replace("/", ".")
    return dotted.removesuffix(".__init__")


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything a Python file imports, `from a import b` as `a.b`, wherever it stands in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative imports hide what is imported"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
