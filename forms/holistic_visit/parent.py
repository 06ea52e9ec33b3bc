"""One parent or carer, as the parent block speaks of them."""

from __future__ import annotations

from dataclasses import dataclass

from forms.conditions import blank_or_one_of, both
from forms.declaring import choices
from forms.definition import Choice

INVOLVEMENT = choices(
    lives_with_baby="Lives with baby",
    regular_contact="Sees baby regularly",
    occasional_contact="Sees baby now and then",
    no_contact="Has no contact",
    identity_not_known="We do not know who it is",
    deceased="Has died",
)
NO_SECOND_PARENT = Choice("no_second_parent", "There is no second parent")

# A person who has died, or whom nobody knows, is not asked anything.
ASKED = ("lives_with_baby", "regular_contact", "occasional_contact", "no_contact")


@dataclass(frozen=True)
class Parent:
    """Field ids begin with `prefix` and an underscore, sentences speak of `who`. `there` is the condition under which the
    block is asked at all, None for always.

    A block closes when its first answer says there is nobody to ask; until then every question is open.
    """

    prefix: str
    who: str
    title: str
    involvement: tuple[Choice, ...] = INVOLVEMENT
    there: str | None = None

    @property
    def start(self) -> str:
        """`who` at the start of a sentence."""
        return f"{self.who[0].upper()}{self.who[1:]}"

    @property
    def could_be_asked(self) -> str:
        """Someone alive and known."""
        return self._while(*ASKED)

    @property
    def could_be_seen(self) -> str:
        """Someone alive, though perhaps nobody knows who."""
        return self._while(*ASKED, "identity_not_known")

    @property
    def could_be_known(self) -> str:
        """Someone known, though perhaps no longer alive."""
        return self._while(*ASKED, "deceased")

    @property
    def could_be_named(self) -> str | None:
        """Anyone, if there is such a parent."""
        if NO_SECOND_PARENT not in self.involvement:
            return self.there
        return self._while(*ASKED, "identity_not_known", "deceased")

    def _while(self, *codes: str) -> str:
        said = blank_or_one_of(f"{self.prefix}_involvement", *codes)
        return both(self.there, said) if self.there else said
