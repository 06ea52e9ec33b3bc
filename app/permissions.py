"""Who may use which endpoint. Every view declares it; a guard test counts that none is missing.

What a person may see *within* an endpoint is decided by the query functions, which take the viewer first.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask_login import current_user

from app.problems import CHOOSE_PASSWORD, NOT_ALLOWED, SIGN_IN, WITHDRAWN, Problem


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


def allow(*roles: Role, withdrawn: bool = False, one_time: bool = False) -> Callable[[View], View]:
    """Only signed-in people with one of these roles; no role named means any of them.

    Raises `Problem(SIGN_IN)` for nobody, `Problem(NOT_ALLOWED)` for the wrong role,
    `Problem(WITHDRAWN)` at a tablet that was withdrawn, unless `withdrawn` says that it may still use
    this: to hand in what it holds; and `Problem(CHOOSE_PASSWORD)` for whoever has a one-time password,
    unless `one_time` says that this is how to choose one's own, or to hand in.
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
            if current_user.one_time and not one_time:
                raise Problem(CHOOSE_PASSWORD)
            return view(*args, **kwargs)

        guarded.allowed_roles = wanted  # type: ignore[attr-defined]
        return guarded

    return declare
