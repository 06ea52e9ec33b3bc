"""Who may use which endpoint. Every view declares it; a guard test counts that none is missing.

What a person may see *within* an endpoint is decided by the query functions, which take the viewer first.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask_login import current_user

from app.problems import NOT_ALLOWED, SIGN_IN, WITHDRAWN, Problem


class Role(StrEnum):
    """What a person who signs in is to the service."""

    VISITOR = "visitor"
    MANAGER = "manager"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


View = Callable[..., Any]


def public(view: View) -> View:
    """Anyone may call this; it shows nobody's data."""
    view.allowed_roles = frozenset()  # type: ignore[attr-defined]
    return view


def allow(*roles: Role, withdrawn: bool = False) -> Callable[[View], View]:
    """Only signed-in people with one of these roles; no role named means any of them.

    Raises `Problem(SIGN_IN)` for nobody, `Problem(NOT_ALLOWED)` for the wrong role, and
    `Problem(WITHDRAWN)` at a tablet that was withdrawn, unless `withdrawn` says that it may still use
    this: to hand in what it holds.
    """
    wanted = frozenset(roles or Role)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                raise Problem(SIGN_IN)
            if current_user.role not in wanted:
                raise Problem(NOT_ALLOWED)
            if current_user.withdrawn and not withdrawn:
                raise Problem(WITHDRAWN)
            return view(*args, **kwargs)

        guarded.allowed_roles = wanted  # type: ignore[attr-defined]
        return guarded

    return declare
