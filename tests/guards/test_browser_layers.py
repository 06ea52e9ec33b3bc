"""The layers of the browser's code: the store knows no HTTP, sync no page, and nothing slips past the strict write."""

from __future__ import annotations

import re

import pytest

from tests.support import source

HTTP = r"\bfetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bWebSocket\b|\bEventSource\b"
PAGE = (
    r"\bdocument\b|\bwindow\b|\bHTMLElement\b|\bquerySelector|\baddEventListener\s*\(\s*[\"']click"
)
DRAWING = r"\blit-html\b|\bnhsuk-frontend\b"
IMPORTED = r"(?:\bfrom\s+|\bimport\s*\(\s*)[\"'](\.[^\"']+)[\"']"
KEPT_ELSEWHERE = r"\blocalStorage\b|\bsessionStorage\b|\bdocument\.cookie\b|\bcaches\."
# What each folder must not name, and which folders it must not import from.
RULES = {
    "local": (
        f"{HTTP}|{DRAWING}|{KEPT_ELSEWHERE}",
        ("sync", "forms", "components", "screens", "shell"),
    ),
    "sync": (f"{PAGE}|{DRAWING}|{KEPT_ELSEWHERE}", ("forms", "components", "screens", "shell")),
    "forms": (f"{HTTP}|{KEPT_ELSEWHERE}", ("sync", "screens")),
    "components": (f"{HTTP}|{KEPT_ELSEWHERE}", ("sync", "screens")),
    "screens": (f"{HTTP}|{KEPT_ELSEWHERE}", ()),
}
# Names that look like a page and are not: the kind of source called "document".
ALLOWED = {
    "document": re.compile(
        r"[.{,]\s*document\b(?!\s*\.)|\bdocument\s*[:,}\]?|]|\?\?\s*document\b|source"
    )
}
FILES = [(folder, path) for folder in RULES for path in source.files(f"static/js/{folder}", "*.js")]


def code(path: source.Path) -> str:
    """The file without comments."""
    text = path.read_text("utf-8")
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("folder", "path"),
    FILES,
    ids=lambda value: source.name(value) if not isinstance(value, str) else value,
)
def test_each_folder_keeps_to_its_own_work(folder: str, path: source.Path) -> None:
    forbidden, above = RULES[folder]
    for line in code(path).splitlines():
        found = re.search(forbidden, line)
        if found and ALLOWED.get(found[0], re.compile(r"(?!)")).search(line):
            continue
        assert not found, f"{found[0]}: {line.strip()}"
    for imported in re.findall(IMPORTED, code(path)):
        target = (path.parent / imported).resolve()
        assert target.exists(), imported
        assert target.parent.name not in above, imported


def test_only_the_transport_talks_to_the_sync_api() -> None:
    talking = [
        source.name(path)
        for path in source.files("static/js/sync", "*.js")
        if re.search(r"\bfetch\b", code(path))
    ]
    assert talking == ["static/js/sync/transport.js"]


def test_only_one_module_opens_the_store_and_every_write_is_strict() -> None:
    """Chrome calls a relaxed write done before it is on the disk."""
    opening = []
    for path in source.files("static/js", "*.js"):
        text = code(path)
        if re.search(r"\bindexedDB\b", text):
            opening.append(source.name(path))
        for write in re.findall(r"\.transaction\([^;]*?[\"']readwrite[\"'][^;]*?\)", text):
            assert re.search(r"strict", write, re.IGNORECASE), f"{source.name(path)}: {write}"
    assert opening == ["static/js/local/store.js"]


def test_no_key_is_kept_unwrapped() -> None:
    """Even a key that scripts cannot read lies readable on the disk once it is in IndexedDB."""
    vault = code(source.ROOT / "static/js/local/vault.js")
    assert "extractable" not in vault
    for path in source.files("static/js", "*.js"):
        assert not re.search(r"\.(?:put|add)\([^)]*\bkey\b\s*[,)]", code(path)), source.name(path)
