"""Opens a sealed file (docs/protocol.md) with the recovery key or the visitor's passphrase. The same as
`static/js/office/rescue.js`, for the command line; tests/contracts/sealed.json holds both to it.

Never used by the running service, which has neither.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.problems import NOT_A_RESCUE_FILE, Problem
from app.visits.envelope import body_sum

FORMAT, VERSION = "wholeview-sealed", 1
KEY_BYTES, POINT_BYTES, IV_BYTES, LENGTH_BYTES = 32, 65, 12, 4


class NotOpened(Exception):
    """Neither the recovery key nor the passphrase opens the file."""


class Opened(NamedTuple):
    """What was in a sealed file: the changes in the order of their numbers, and how many records did not
    open."""

    user_id: UUID
    device_id: UUID
    changes: list[dict[str, Any]]
    damaged: int


def open_file(text: str, *, private_key: str = "", passphrase: str = "") -> Opened:
    """Open a file with the organisation's private key (PEM) or the passphrase of the tablet.

    `Problem(NOT_A_RESCUE_FILE)` when it is none, `NotOpened` when the secret does not fit.
    """
    try:
        return _opened(_read(text), private_key, passphrase)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:  # parts that are missing, or something else
        raise Problem(NOT_A_RESCUE_FILE) from error


def _opened(file: Mapping[str, Any], private_key: str, passphrase: str) -> Opened:
    user = file["user"]
    key = _data_key(user, {wrap["by"]: wrap for wrap in file["wraps"]}, private_key, passphrase)
    records = AESGCM(
        _derived(key, salt=user.encode(), info=f"wholeview records {VERSION}".encode())
    )
    changes, damaged = [], 0
    for record in file["records"]:
        context = f"{user}|{record['store']}|{record['name']}|{VERSION}".encode()
        try:
            padded = records.decrypt(_bytes(record["iv"]), _bytes(record["sealed"]), context)
        except (InvalidTag, ValueError, KeyError, TypeError):
            damaged += 1
            continue
        value = _unpadded(padded)
        change = value.get("change", value)
        changes.append({**change, "body_sha256": change.get("body_sha256") or body_sum(change)})
    changes.sort(key=lambda change: change["device_seq"])
    return Opened(UUID(user), UUID(file["device_id"]), changes, damaged)


def _read(text: str) -> dict[str, Any]:
    try:
        file = json.loads(text)
        known = file["format"] == FORMAT and file["version"] == VERSION
        UUID(file["user"]), UUID(file["device_id"])
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(NOT_A_RESCUE_FILE) from error
    if not known:
        raise Problem(NOT_A_RESCUE_FILE)
    return dict(file)


def _data_key(
    user: str, wraps: Mapping[str, Mapping[str, Any]], private_key: str, passphrase: str
) -> bytes:
    try:
        if private_key and "recovery" in wraps:
            return _by_recovery(user, wraps["recovery"], private_key)
        if passphrase and "passphrase" in wraps:
            return _by_passphrase(user, wraps["passphrase"], passphrase)
    except (
        InvalidTag,
        ValueError,
        TypeError,
    ) as error:  # TypeError: a key with a password of its own
        raise NotOpened("This key or passphrase does not open the file.") from error
    raise NotOpened("That tablet knew of no recovery key: only the passphrase opens the file.")


def _by_passphrase(user: str, wrap: Mapping[str, Any], passphrase: str) -> bytes:
    stretched = PBKDF2HMAC(SHA256(), KEY_BYTES, _bytes(wrap["salt"]), wrap["iterations"]).derive(
        unicodedata.normalize("NFKC", passphrase).encode()
    )
    context = f"{user}|data key|passphrase|1".encode()
    return AESGCM(stretched).decrypt(_bytes(wrap["iv"]), _bytes(wrap["sealed"]), context)


def _by_recovery(user: str, wrap: Mapping[str, Any], private_key: str) -> bytes:
    mine = load_pem_private_key(private_key.encode(), password=None)
    if not isinstance(mine, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key on the curve P-256")
    whole, context = _bytes(wrap["sealed"]), f"{user}|data key|recovery|1".encode()
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), whole[:POINT_BYTES])
    key = _derived(mine.exchange(ec.ECDH(), point), salt=b"", info=context)
    iv, sealed = whole[POINT_BYTES : POINT_BYTES + IV_BYTES], whole[POINT_BYTES + IV_BYTES :]
    return AESGCM(key).decrypt(iv, sealed, context)


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, info).derive(secret)


def _unpadded(padded: bytes) -> dict[str, Any]:
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return dict(json.loads(padded[LENGTH_BYTES : LENGTH_BYTES + length]))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
