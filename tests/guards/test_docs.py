"""Documents that lead nowhere, and words that mean nothing, are found here."""

from __future__ import annotations

import re

import pytest

from tests.support.source import ROOT, files, name

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *files("docs", "*.md")]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE_PATH = re.compile(
    r"`((?:app|forms|static|tests|docs|migrations|service_worker|setup|bench)/[\w./-]*)`"
)
NAMED_IN = re.compile(
    r"`(\w+)(?:\([^`()]*\))?`\s+(?:in\s+|of\s+|\()"
    r"`((?:app|forms|static|tests|service_worker|setup|bench)/[\w./-]+\.(?:py|js|mjs))`"
)
"""A name, and the file a document says it stands in."""


def headings(text: str) -> set[str]:
    """The anchors GitHub makes of a document's headings."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_and_paths_lead_somewhere(path: type(ROOT)) -> None:  # type: ignore[valid-type]
    text = path.read_text("utf-8")
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://")):
            continue
        address, _, anchor = link.partition("#")
        target = (path.parent / address).resolve() if address else path
        assert target.exists(), link
        if anchor:
            assert anchor in headings(target.read_text("utf-8")), link
    for mentioned in CODE_PATH.findall(text):
        assert (ROOT / mentioned).exists() or mentioned == "static/dist/", mentioned
    for called, mentioned in NAMED_IN.findall(text):
        assert re.search(rf"\b{called}\b", (ROOT / mentioned).read_text("utf-8")), (
            called,
            mentioned,
        )


def test_every_decision_is_listed_numbered_and_settled() -> None:
    decisions = sorted(path for path in files("docs/decisions", "*.md") if path.name != "README.md")
    listed = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    for number, path in enumerate(decisions, start=1):
        assert path.name.startswith(f"{number:04d}-")
        assert path.name in listed
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number:04d} ")
        assert re.search(
            r"^(Accepted|Superseded by \[\d{4}\].*|Abandoned), \d{1,2} \w+ \d{4}\.$",
            text,
            re.MULTILINE,
        )


def test_every_word_of_the_glossary_is_explained_and_used() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    entries = re.findall(r"^### (.+)\n([^\n#]+)", glossary, re.MULTILINE)
    terms = [term for term, _ in entries]
    assert len(terms) == len(re.findall(r"^### ", glossary, re.MULTILINE)), (
        "a word without a meaning"
    )
    assert len(terms) == len(set(terms))
    spoken = "\n".join(
        path.read_text("utf-8").lower()
        for folder, pattern in (
            ("app", "*.py"),
            ("forms", "*.py"),
            ("static/js", "*.js"),
            ("docs", "*.md"),
        )
        for path in files(folder, pattern)
        if path.name != "glossary.md"
    )
    unused = [term for term in terms if not re.search(rf"\b{re.escape(term.lower())}", spoken)]
    assert unused == []


def test_the_readme_names_every_command() -> None:
    from app.commands import COMMANDS

    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"| `{command.name}" in readme, command.name
    made = (ROOT / "Makefile").read_text("utf-8")
    for used in set(
        re.findall(r"`make ([a-z-]+)`", readme)
        + re.findall(r"^make ([a-z-]+)", readme, re.MULTILINE)
    ):
        assert re.search(rf"^{used}:", made, re.MULTILINE), used
