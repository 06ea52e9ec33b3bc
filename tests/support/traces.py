"""Looks for words in everything a browser or a server has written to the disk, in whatever dress they lie there."""

from __future__ import annotations

import base64
import contextlib
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

GZIP = b"\x1f\x8b\x08"
MOST_UNPACKED = 20_000_000


def dresses(words: str) -> list[bytes]:
    """The words as UTF-8, UTF-16 of either order, hex, and Base64 at each place in its groups of three."""
    plain = words.encode()
    found = [plain, words.encode("utf-16-le"), words.encode("utf-16-be")]
    found += [plain.hex().encode(), plain.hex().upper().encode()]
    if words.isascii():
        found.append(words.encode("latin-1"))
    for text in (plain, words.encode("utf-16-le")):
        # What stands before and behind it changes the first and the last letters.
        found += [base64.b64encode(b" " * skip + text)[4:-4] for skip in range(3)]
    return [dress for dress in dict.fromkeys(found) if len(dress) >= 8]


def traces(folder: Path, wanted: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these words stand in which file below the folder."""
    looked_for = [(words, dresses(words)) for words in wanted]
    where = set()
    for file in folder.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        content = file.read_bytes()
        for layer in (content, *_unpacked(content)):
            where |= {
                (words, str(file.relative_to(folder)))
                for words, forms in looked_for
                if any(form in layer for form in forms)
            }
    return where


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed with gzip inside a file: replies that were kept, parts of stores."""
    at = content.find(GZIP)
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[at:], MOST_UNPACKED)
        at = content.find(GZIP, at + 1)


def packed(words: str) -> bytes:
    """For the positive control: the words as a reply would be kept."""
    return gzip.compress(f"<p>{words}</p>".encode())
