"""Every kind of question, one class each. A class knows all its faces; see `base.FieldType`."""

from forms.definition import Refusal
from forms.field_types.ages import AgeOrBirth, Gestation
from forms.field_types.base import TYPES, Cell, Column, FieldType
from forms.field_types.choices import Confirmation, OneOf, SeveralOf
from forms.field_types.computed import Computed
from forms.field_types.identifiers import Code, NhsNumber
from forms.field_types.links import BodySpot, EntryRef
from forms.field_types.lists import Replies, Unknowns
from forms.field_types.numbers import DecimalNumber, WholeNumber
from forms.field_types.references import AddressRef, PeopleRef, PersonRef
from forms.field_types.text import Line, Narrative
from forms.field_types.times import Day, Moment

__all__ = [
    "TYPES",
    "AddressRef",
    "AgeOrBirth",
    "BodySpot",
    "Cell",
    "Code",
    "Column",
    "Computed",
    "Confirmation",
    "Day",
    "DecimalNumber",
    "EntryRef",
    "FieldType",
    "Gestation",
    "Line",
    "Moment",
    "Narrative",
    "NhsNumber",
    "OneOf",
    "PeopleRef",
    "PersonRef",
    "Refusal",
    "Replies",
    "SeveralOf",
    "Unknowns",
    "WholeNumber",
]
