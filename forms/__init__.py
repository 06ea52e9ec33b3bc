"""The assessment, declared once. Everything that shows, checks or exports an answer is derived from here."""

from functools import cache
from typing import Any, TypeVar, overload

from forms import publishing
from forms.definition import Form
from forms.holistic_visit import FORM
from forms.publishing import UnknownVersion

__all__ = ["UnknownVersion", "current", "latest", "published", "versions"]


def current() -> Form:
    """The form as it is declared now. It may be ahead of what is published."""
    return FORM


T = TypeVar("T")
_REFUSED = object()


@overload
def published(version: int) -> Form: ...
@overload
def published(version: int, otherwise: T) -> Form | T: ...
def published(version: int, otherwise: Any = _REFUSED) -> Any:
    """A published version of the form. For one that there is none of it is `otherwise`, where the caller says what is to
    stand for it; else UnknownVersion. After going back to an earlier release there may be visits on such a version.
    """
    try:
        return _read(version)
    except UnknownVersion:
        if otherwise is _REFUSED:
            raise
        return otherwise


@cache
def _read(version: int) -> Form:
    return publishing.read(FORM.id, version)


@cache
def versions() -> tuple[int, ...]:
    """The numbers of the published versions, oldest first."""
    return publishing.versions(FORM.id)


def latest() -> Form:
    """The newest published version: what new visits are recorded with."""
    return published(versions()[-1])
