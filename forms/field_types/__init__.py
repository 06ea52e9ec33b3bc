"""Every kind of question, one class each. A class knows all its faces; see `base.FieldType`."""

from forms.definition import Refusal
from forms.field_types.base import TYPES, Cell, Column, FieldType
from forms.field_types.choices import Confirmation, OneOf, SeveralOf
from forms.field_types.lists import Unknowns
from forms.field_types.numbers import DecimalNumber, WholeNumber
from forms.field_types.references import AddressRef, PeopleRef, PersonRef
from forms.field_types.text import Line, Narrative
from forms.field_types.times import Day, Moment

__all__ = [
    "TYPES",
    "AddressRef",
    "Cell",
    "Column",
    "Confirmation",
    "Day",
    "DecimalNumber",
    "FieldType",
    "Line",
    "Moment",
    "Narrative",
    "OneOf",
    "PeopleRef",
    "PersonRef",
    "Refusal",
    "SeveralOf",
    "Unknowns",
    "WholeNumber",
]
