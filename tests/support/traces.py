"""Looks for words and keys in everything a browser or a server has written to the disk, in whatever dress."""

from __future__ import annotations

import base64
import contextlib
import gzip
import os
import struct
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson
import pytest

from tests.support.node import NODE

GZIP = b"\x1f\x8b\x08"
# Before what Firefox packs with LZ4, as it does what it would need to open its tabs again; four bytes of length follow.
MOZLZ4 = b"mozLz40\0"
MOST_UNPACKED = 20_000_000
# What stands before a reply in Chromium's cache: this, a version, how long its address is, and eight bytes more.
CACHED = struct.pack("<Q", 0xFCFB6D1BA7725C30)
HEAD = 24
UNBROTLI = """
  const zlib = require("zlib");
  const bodies = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const unpack = (body) => new Promise((done) => {
    const parts = [];
    const stream = zlib.createBrotliDecompress({maxOutputLength: 20e6});
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => done(parts)).on("error", () => done(parts));
    stream.end(Buffer.from(body, "base64"));
  });
  (async () => {
    for (const body of bodies) console.log(Buffer.concat(await unpack(body)).toString("base64"));
  })();
"""


def dresses(wanted: str | bytes) -> list[bytes]:
    """Words as UTF-8 and UTF-16 of either order, or the bytes of a key; in hex, and in Base64 of either alphabet at each
    place in its groups of three.
    """
    texts = [wanted] if isinstance(wanted, bytes) else [wanted.encode(), wanted.encode("utf-16-le")]
    found = [*texts, texts[0].hex().encode(), texts[0].hex().upper().encode()]
    if isinstance(wanted, str):
        found.append(wanted.encode("utf-16-be"))
    for text in texts:
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # What stands before and behind it changes the first and the last letters.
            found += [encode(b" " * skip + text)[4:-4] for skip in range(3)]
    return [dress for dress in dict.fromkeys(found) if len(dress) >= 8]


def traces(folder: Path, wanted: Iterable[str | bytes]) -> set[tuple[str | bytes, str]]:
    """Which of these words or keys stand in which file below the folder."""
    looked_for = [(one, dresses(one)) for one in wanted]
    where = set()
    bodies: list[tuple[str, bytes]] = []
    for file in (Path(inside) / name for inside, _, names in os.walk(folder) for name in names):
        with contextlib.suppress(FileNotFoundError):  # what runs tidies up after itself
            if not file.is_file() or file.is_symlink():
                continue
            content, name = file.read_bytes(), str(file.relative_to(folder))
            bodies += [(name, body) for body in _bodies(content)]
            for layer in (content, *_unpacked(content)):
                where |= _found(layer, name, looked_for)
    for (name, _), layer in zip(bodies, _unbrotlied([body for _, body in bodies]), strict=True):
        where |= _found(layer, name, looked_for)
    return where


def _found(
    layer: bytes, name: str, looked_for: list[tuple[str | bytes, list[bytes]]]
) -> set[tuple[str | bytes, str]]:
    return {(one, name) for one, forms in looked_for if any(form in layer for form in forms)}


def _bodies(content: bytes) -> Iterator[bytes]:
    """Where a reply packed with brotli may begin, which has no mark of its own: with the file, or behind the head of an
    entry of the cache."""
    if content.startswith(CACHED):
        (address,) = struct.unpack_from("<I", content, 12)
        yield content[HEAD + address :]
    elif content:
        yield content


def _unbrotlied(bodies: list[bytes]) -> list[bytes]:
    """What each unpacks to, as far as it does; nothing for one that was never packed so."""
    if NODE is None:
        pytest.skip("NO NODE FOUND: nothing packed with brotli was looked into")
    given = orjson.dumps([base64.b64encode(body).decode() for body in bodies])
    run = subprocess.run([NODE, "-e", UNBROTLI], input=given, capture_output=True, check=True)
    return [base64.b64decode(line) for line in run.stdout.split(b"\n")[: len(bodies)]]


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed with gzip inside a file: replies that were kept, parts of stores; and what Firefox packs whole."""
    if content.startswith(MOZLZ4):
        yield _unlz4ed(content[len(MOZLZ4) + 4 :])
    at = content.find(GZIP)
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[at:], MOST_UNPACKED)
        at = content.find(GZIP, at + 1)


def _unlz4ed(block: bytes) -> bytes:
    """An LZ4 block: bytes as they are, then how far back and how many to say again, in turn."""
    at, said = 0, bytearray()

    def length(short: int) -> int:
        nonlocal at
        more = short == 15
        while more:
            short, more, at = short + block[at], block[at] == 255, at + 1
        return short

    with contextlib.suppress(IndexError):  # cut off while it was written
        while at < len(block):
            token, at = block[at], at + 1
            plain = length(token >> 4)
            said += block[at : at + plain]
            at += plain
            back, at = int.from_bytes(block[at : at + 2], "little"), at + 2
            if back:
                for _ in range(length(token & 15) + 4):
                    said.append(said[-back])
    return bytes(said)


def packed(words: str) -> bytes:
    """For the positive control: the words as a reply would be kept."""
    return gzip.compress(f"<p>{words}</p>".encode())


def brotlied(words: str) -> bytes:
    """The same, packed with brotli."""
    pack = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"
    assert NODE is not None
    page = f"<p>{words}</p>".encode()
    return subprocess.run([NODE, "-e", pack], input=page, capture_output=True, check=True).stdout


def lz4ed(words: str) -> bytes:
    """The second half before the first, and then the second once more by pointing back at it: as Firefox packs."""
    whole = words.encode()
    first, second = whole[: len(whole) // 2], whole[len(whole) // 2 :]
    again = bytes([0xF0 + len(second) - 4, len(whole) - 15])
    back = len(whole).to_bytes(2, "little")
    return MOZLZ4 + struct.pack("<I", len(whole + second)) + again + second + first + back


def as_cached(address: str, body: bytes) -> bytes:
    """As an entry of Chromium's cache, with what stands behind a body there."""
    head = CACHED + struct.pack("<III", 5, len(address), 0) + bytes(4)
    return head + address.encode() + body + b"\xd8\x41\x0d\x97\x45\x6f\xfa\xf4" + bytes(16)
