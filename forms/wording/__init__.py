"""Language prompts: finds wording that gives an opinion, a guess or comfort where a fact was meant.

`check` reads one note; `check_lines` reads many as JSON lines. The same engine runs in the browser
(`static/js/wording/`) on the same data and gives the same answer. How it works and what it was measured
to do stands in `docs/wording.md`. It never changes a text and decides nothing: it asks.
"""

from forms.wording.book import BOOK, Book, PhraseClass
from forms.wording.checking import Reading, check, check_lines

__all__ = ["BOOK", "Book", "PhraseClass", "Reading", "check", "check_lines"]
