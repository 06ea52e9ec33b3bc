"""What a cell of an exported file may hold, so that a spreadsheet shows it and never runs it."""

from __future__ import annotations

import re

from forms.field_types import Cell

# A spreadsheet takes a cell for a formula when the first character that counts is one of these (the
# last four are full-width forms of = + - @). Blanks, quotes and NUL before it are skipped, since
# some programs skip them too.
_RISKY = re.compile(r"""[\s'"\x00]*[=+\-@|\t\r\n＝＋－＠]""")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
GUARD = "'"


def guarded(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might take it for a formula; a plain
    number stays one. Without it the text is had back exactly.
    """
    return GUARD + text if _is_risky(text) else text


def _is_risky(text: str) -> bool:
    if not text or text[0].isalnum():  # nearly every cell is a code
        return False
    return bool(_RISKY.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def safe_row(cells: list[Cell]) -> list[Cell]:
    """A row ready to be written."""
    return [
        GUARD + cell
        if type(cell) is str and cell and not cell[0].isalnum() and _is_risky(cell)
        else cell
        for cell in cells
    ]
