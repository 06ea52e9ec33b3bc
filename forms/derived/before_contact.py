"""The first call of the injury pathway, where its time lies before the contact. It may be right, for she may have rung on
her way in: so it is asked about, shown to whoever reads the visit, and holds nothing back. Twin of
`static/js/forms/before_contact.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forms.field_types.times import as_moment

FIRST_CALL, BEGAN = "bni_when", "contact_start"
WORDS = "Before the contact began"


def is_before_contact(key: str, answers: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether this answer is a call that was made before the contact began, by the minute."""
    if key != FIRST_CALL:
        return False
    call, began = (_minute(answers.get(each, {}).get("value")) for each in (key, BEGAN))
    return call is not None and began is not None and call < began


def _minute(value: object) -> datetime | None:
    # One that was typed has no seconds, and "Now" has.
    moment = as_moment(value)
    return moment and moment.replace(second=0, microsecond=0)
