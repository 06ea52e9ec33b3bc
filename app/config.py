"""Settings, read from the environment once. Each has a default that is safe for a machine of one's own."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def _secret(folder: Path, name: str) -> str:
    """A key from the environment, else one made at first use and kept beside the database, readable by its owner."""
    given = os.environ.get(name)
    if given:
        return given
    kept = folder / name.lower()
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def _public_key() -> str:
    """The PEM itself, or the content of the file it names; empty where the organisation has no recovery key."""
    given = os.environ.get("WHOLEVIEW_RECOVERY_PUBLIC_KEY", "")
    return given if not given or given.startswith("-----") else Path(given).read_text("ascii")


def settings() -> dict[str, Any]:
    """The configuration of an app, as a mapping for `app.config`."""
    instance = Path(os.environ.get("WHOLEVIEW_INSTANCE", ROOT / "instance"))
    instance.mkdir(parents=True, exist_ok=True)
    https = os.environ.get("WHOLEVIEW_HTTPS", "") == "1"
    return {
        "INSTANCE": instance,
        "SECRET_KEY": _secret(instance, "SECRET_KEY"),
        "DATABASE_URL": os.environ.get(
            "DATABASE_URL", f"sqlite:///{instance / 'wholeview.sqlite'}"
        ),
        # One sync batch is at most 1 MB before it is packed; the rest is head room. 413 before anything is parsed.
        "MAX_CONTENT_LENGTH": 1_500_000,
        "MAX_UNPACKED_LENGTH": 1_500_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "SESSION_COOKIE_NAME": "__Host-wholeview" if https else "wholeview",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A shift and its paperwork; the server-side row ends it earlier. The cookie outlives a closed browser, so that a
        # visit finished offline syncs by itself, and is set once, so that cached pages carry none.
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,
        # How long somebody has to choose her own password in place of the one an administrator made.
        "ONE_TIME_PASSWORD_LIFETIME": timedelta(
            days=int(os.environ.get("WHOLEVIEW_ONE_TIME_PASSWORD_DAYS", "14"))
        ),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an offline draft outlives any hour
        "WTF_CSRF_SSL_STRICT": False,  # asks for a Referer; our pages send none, app/security.py asks for the origin
        # One hash takes about a quarter of a second on a small server (RFC 9106, second recommended option, halved).
        "ARGON2_MEMORY_KIB": 32_768,
        "ARGON2_ROUNDS": 3,
        "PROPAGATE_EXCEPTIONS": False,
        # How many proxies stand in front and may be believed about the caller's address.
        "TRUSTED_PROXIES": int(os.environ.get("WHOLEVIEW_TRUSTED_PROXIES", "0")),
        "RATELIMIT_STORAGE_URI": os.environ.get("RATELIMIT_STORAGE_URI", "memory://"),
        # The public half of the organisation's recovery key, in PEM; `make-recovery-key` makes the pair. Its private half
        # never comes near the service.
        "RECOVERY_PUBLIC_KEY": _public_key(),
        "SERVICE_NAME": os.environ.get("WHOLEVIEW_SERVICE_NAME", "Wholeview"),
        # Keys the pseudonyms of the analytic export. Whoever holds it can find a child behind a pseudonym.
        "PSEUDONYM_KEY": _secret(instance, "PSEUDONYM_KEY"),
    }
