"""The organisation's recovery key: the public half of it is configured, the private half lies in a safe."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)


class NotARecoveryKey(ValueError):
    """What is configured is not the public half of a recovery key."""


def make_pair() -> tuple[str, str]:
    """A new key pair on the curve P-256, as PEM: (private, public). The private one is meant to be printed."""
    private = ec.generate_private_key(ec.SECP256R1())
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


def spki_of(pem: str) -> bytes:
    """The bytes browsers take of a public key in PEM. `NotARecoveryKey` when it is none on P-256."""
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as problem:
        raise NotARecoveryKey("The recovery key is not a public key in PEM") from problem
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NotARecoveryKey("The recovery key is not on the curve P-256")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
