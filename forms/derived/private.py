"""Which questions may only be seen where nobody can overhear. Pure; the tablet gets the list with the form."""

from __future__ import annotations

import re
from functools import cache

from forms.definition import Form, Sensitivity

TELLING = ("enquiry_domestic_abuse", "not_safe_to_ask")
"""Choices and reasons that tell by their words what nobody may overhear: the one that names what only a hidden question
asks, and the reason that whoever reads it is one himself. Twin of TELLING in static/js/forms/said.js.
"""

_NAME = re.compile(r"\w+")


@cache
def private_fields(form: Form) -> frozenset[str]:
    """The ids of hidden (H) questions and of those that a hidden answer opens: that such a question has been asked would
    give the answer away. A question that is asked only while nobody overhears counts as well.
    """
    found = {field.id for field in form if field.sensitivity is Sensitivity.HIDDEN}
    while True:
        telling = found | {"earshot"}
        opened = {
            field.id
            for field in form
            if field.show_if and not telling.isdisjoint(_NAME.findall(field.show_if))
        }
        if opened <= found:
            return frozenset(found)
        found |= opened
