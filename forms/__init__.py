"""The assessment, declared once. Everything that shows, checks or exports an answer is derived from here."""

from functools import cache

from forms import publishing
from forms.definition import Form
from forms.holistic_visit import FORM
from forms.publishing import UnknownVersion

__all__ = ["UnknownVersion", "current", "latest", "published", "versions"]


def current() -> Form:
    """The form as it is declared now. It may be ahead of what is published."""
    return FORM


@cache
def published(version: int) -> Form:
    """A published version of the form; UnknownVersion when there is none."""
    return publishing.read(FORM.id, version)


@cache
def versions() -> tuple[int, ...]:
    """The numbers of the published versions, oldest first."""
    return publishing.versions(FORM.id)


def latest() -> Form:
    """The newest published version: what new visits are recorded with."""
    return published(versions()[-1])
