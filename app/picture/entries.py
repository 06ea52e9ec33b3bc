"""What was recorded of a child, visit by visit, as one list of entries: the ground every part of the picture stands on.

An entry is one claim: its value or the reason there is none, its kind, who said it, who wrote it, in which contact, and
of whom it speaks. Two values of one answer are two entries. What nobody may see while somebody could overhear is left
out here, before anything is derived from it, so that neither a count nor a gap can give it away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.picture.relations import whom
from forms.blocks import BLOCKS, FURTHER, block_of, partners_in
from forms.definition import Form
from forms.derived.private import TELLING, private_fields
from forms.keys import before_field, id_of, is_further
from forms.safety.dates import day_of, days_between
from forms.safety.past import CLAIM_DAYS, NOBODY_MET, about_whom

OF_BABY = frozenset({"ID", "WB", "RC", "BS", "SK", "MK", "FG", "HD", "CS", "LE"})
"""The sections that speak of the baby."""
ROW_PERSON = {"present": "present_person", "icon": "icon_person", "household": "hh_person"}
"""The question of a row that says whom the row is about."""

Answer = Mapping[str, Any]


class Meta(NamedTuple):
    """What the form says of a question, as far as the picture needs it."""

    order: int
    kind: str
    type: str
    sensitivity: str
    private: bool
    about: str
    core: bool
    section: str


@dataclass(slots=True)
class Contact:
    """One visit, without its answers. `at` is when the contact began, or when the visit was begun on a tablet; `on` is
    the day that was in the United Kingdom. `met`: somebody was spoken to. `done`: its author has handed it in.
    """

    place: int
    visit_id: str
    at: str
    on: str
    type: str
    mode: str
    where: str
    address: str
    access: str
    status: str
    author: str
    version: int
    met: bool
    done: bool
    unsent: bool


class Entry:
    """One claim: an answer as it came, and where it stands. `about` is `baby`, the block of a parent, a reference to a
    person, or "" for the family and the visit; a further carer is a person where anybody names one, else the block.
    `second`: somebody else recorded another value for the same answer. `further`: what another source says beside the
    answer.
    """

    __slots__ = (
        "about",
        "answer",
        "contact",
        "field",
        "further",
        "group",
        "key",
        "meta",
        "row",
        "second",
        "value",
    )

    def __init__(
        self,
        contact: Contact,
        key: str,
        field_id: str,
        group: str,
        row: str,
        meta: Meta,
        answer: Answer,
        about: str,
        second: bool,
    ) -> None:
        self.contact = contact
        self.key = key
        self.field = field_id
        self.group = group
        self.row = row
        self.meta = meta
        self.answer = answer
        self.about = about
        self.second = second
        self.further = is_further(key)
        self.value: Any = answer.get("value")

    @property
    def missing(self) -> str:
        """The reason there is no value, or ""."""
        return self.answer.get("missing") or ""

    @property
    def kind(self) -> str:
        """The kind it carries; a narrative may have been moved from the declared one."""
        return self.answer.get("kind") or self.meta.kind

    @property
    def source(self) -> Answer:
        """Who said it; {} when nobody is named."""
        return self.answer.get("source") or {}

    @property
    def verif(self) -> str:
        """Whether another source confirms it or not, or ""."""
        return self.answer.get("verif") or ""

    @property
    def basis(self) -> Sequence[str]:
        """The answer keys a view rests on."""
        return self.answer.get("basis") or ()

    @property
    def by(self) -> str:
        """The name of who wrote it; "" for one's own that was not sent yet."""
        by = self.answer.get("by")
        return by["name"] if by else ""

    @property
    def unsent(self) -> bool:
        """Whether it is still on the tablet alone."""
        return self.answer.get("from") == "own"

    @property
    def on(self) -> str:
        """The day of the contact."""
        return self.contact.on


Row = dict[str, Entry]


@dataclass(slots=True)
class Record:
    """Everything the parts are made from. `entries` stand by contact, then in the order of the form, and once more by the
    question's id in `of_field`; `now` holds, for each contact, its entries that count (not the second values), by key.
    `ref`: the person whom a block or a reference means at a contact (`relations.whom`).
    """

    child: Mapping[str, Any]
    contacts: list[Contact] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    of_field: dict[str, list[Entry]] = field(default_factory=dict)
    now: list[dict[str, Entry]] = field(default_factory=list)
    form_of: list[Form] = field(default_factory=list)
    rows_of: list[dict[str, dict[str, Row]]] = field(default_factory=list)
    answers: list[Mapping[str, Answer]] = field(default_factory=list)
    private: bool = False
    ref: Callable[[str, int], str] = field(init=False)

    def said(self, contact: Contact, key: str) -> Any:
        """The value of an answer outside the groups at a contact, or None."""
        found = self.now[contact.place].get(key)
        return None if found is None else found.value

    def rows(self, contact: Contact, group: str) -> list[Row]:
        """The rows of a group at a contact, in order; field id to entry."""
        return [row for _, row in sorted(self.rows_of[contact.place].get(group, {}).items())]

    def met(self) -> list[Contact]:
        """The contacts at which somebody was spoken to, oldest first."""
        return [contact for contact in self.contacts if contact.met]

    def latest(self, field_id: str) -> Entry | None:
        """The newest entry of a question outside the groups that has a value."""
        for contact in reversed(self.contacts):
            found = self.now[contact.place].get(field_id)
            if found is not None and found.value is not None:
                return found
        return None


def record_of(
    child: Mapping[str, Any],
    visits: Iterable[Mapping[str, Any]],
    form_of: Callable[[int], Form],
    *,
    private: bool = False,
) -> Record:
    """Reads a child's visits.

    `visits` are states as in docs/protocol.md with the writer's `by` and `at` in each answer and candidate; an answer
    may say `from: "own"` (not sent yet). `form_of` gives the form of a version. `private` lets in what must not be seen
    while somebody could overhear.
    """
    record = Record(child, private=private)
    of_field: defaultdict[str, list[Entry]] = defaultdict(list)
    names: dict[str, Any] = {}
    partners: Sequence[str] = ()
    blocks: list[dict[str, list[str]]] = []
    ordered = sorted(visits, key=lambda visit: (began(visit), visit["visit_id"]))
    for place, visit in enumerate(ordered):
        form = form_of(visit["form_version"])
        contact = _contact(place, visit)
        record.contacts.append(contact)
        record.form_of.append(form)
        record.answers.append(visit["answers"])
        now: dict[str, Entry] = {}
        rows: dict[str, dict[str, Row]] = {}
        entries = _entries(contact, visit["answers"], metas(form), private)
        record.entries += entries
        for entry in entries:
            of_field[entry.field].append(entry)
            if entry.second:
                continue
            now[entry.key] = entry
            if entry.group and not entry.further:
                of_group = rows.get(entry.group)
                if of_group is None:
                    of_group = rows[entry.group] = defaultdict(dict)
                of_group[entry.row][entry.field] = entry
        record.now.append(now)
        record.rows_of.append(rows)
        for question in (f"{block}_name" for block in BLOCKS):
            names[question] = record.said(contact, question) or names.get(question)
        household = (
            {name: entry.value for name, entry in row.items()}
            for row in record.rows(contact, "household")
        )
        partners = partners_in(household, partners)
        blocks.append(about_whom(names.get, partners, record.child.get("people") or ()))
    record.of_field = dict(of_field)
    written = (entry.about for entry in record.entries if entry.about.startswith("T:"))
    record.ref = whom(blocks, written)
    for entries in of_field.values():
        if entries[0].about in FURTHER:
            for entry in entries:
                person = record.ref(entry.about, entry.contact.place)
                entry.about = entry.about if person.startswith("B:") else person
    return record


def began(visit: Mapping[str, Any]) -> str:
    """When the contact began; without a day of that, when the visit was begun."""
    start = visit["answers"].get("contact_start", {}).get("value")
    return str((day_of(start) and start) or visit.get("created_at") or "")


def _contact(place: int, visit: Mapping[str, Any]) -> Contact:
    answers: Mapping[str, Answer] = visit["answers"]

    def said(key: str) -> str:
        return str(answers.get(key, {}).get("value") or "")

    author = visit.get("author") or {}
    return Contact(
        place=place,
        visit_id=visit["visit_id"],
        at=began(visit),
        on=day_of(began(visit)) or "",
        type=said("contact_type"),
        mode=said("contact_mode"),
        where=said("contact_place"),
        address=said("visit_address"),
        access=said("access_outcome"),
        status=visit["status"],
        author=author.get("name", ""),
        version=visit["form_version"],
        met=said("access_outcome") not in NOBODY_MET,
        done=visit["status"] in ("submitted", "signed_off"),
        unsent=any(answer.get("from") == "own" for answer in answers.values()),
    )


_known: dict[int, tuple[Form, dict[str, Meta]]] = {}


def metas(form: Form) -> dict[str, Meta]:
    """What the form says of each of its questions."""
    # By identity: comparing two whole forms costs more than reading a visit.
    kept = _known.get(id(form))
    if kept is None:
        kept = _known[id(form)] = (form, _metas(form))
    return kept[1]


def _metas(form: Form) -> dict[str, Meta]:
    hidden = private_fields(form)
    return {
        declared.id: Meta(
            order,
            declared.kind.value,
            declared.type.name,
            declared.sensitivity.value,
            declared.id in hidden,
            _about(declared.id, declared.section),
            declared.core,
            declared.section,
        )
        for order, declared in enumerate(form)
    }


def _about(field_id: str, section: str) -> str:
    return block_of(field_id) or ("baby" if section in OF_BABY else "")


def _entries(
    contact: Contact, answers: Mapping[str, Answer], known: Mapping[str, Meta], private: bool
) -> list[Entry]:
    """The entries of one visit in the order of the form. A picture reads thousands of answers; this loop is what it
    costs.
    """
    removed = {
        key.removesuffix("removed")
        for key, answer in answers.items()
        if key.endswith("/removed") and answer.get("value") is True
    }
    told: list[tuple[int, str, str, str, str, Meta, Answer]] = []
    for key, answer in answers.items():
        group = row = ""
        field_id = id_of(key)
        if "/" in key:
            group, row, _ = key.split("/")
            if removed and before_field(key) in removed:
                continue
        meta = known.get(field_id)
        if meta is None:
            continue
        if not private:
            if meta.private or (
                (group == "action" or answer.get("basis"))
                and _telling(answer, key, group, answers, known)
            ):
                continue
            if field_id == "must_see_next" or answer.get("missing") or answer.get("cands"):
                answer = _without_telling(answer)
        told.append((meta.order, row, key, group, field_id, meta, answer))
    told.sort()  # never past the key, which is there once
    found: list[Entry] = []
    for _, row, key, group, field_id, meta, answer in told:
        about = _row_about(group, before_field(key), answers) if group else meta.about
        if "value" in answer or "missing" in answer:
            found.append(Entry(contact, key, field_id, group, row, meta, answer, about, False))
        cands = answer.get("cands")
        if cands:
            found += [
                Entry(contact, key, field_id, group, row, meta, other, about, True)
                for other in cands
                if ("value" in other or "missing" in other)
                and (private or not _telling(other, key, "", answers, known))
            ]
    return found


def _telling(
    answer: Answer, key: str, group: str, answers: Mapping[str, Answer], known: Mapping[str, Meta]
) -> bool:
    """Whether an answer gives something private away: a view that rests on it, an action taken because of it."""
    rests_on = list(answer.get("basis") or ())
    if group == "action":
        why = answers.get(f"{before_field(key)}act_why", {})
        rests_on += [str(one.get("value") or "") for one in (why, *(why.get("cands") or ()))]
    for basis in rests_on:
        found = known.get(id_of(basis))
        if found is not None and found.private:
            return True
    return False


def _without_telling(answer: Answer) -> Answer:
    """Without the choice that names a private question, and without the reason that speaks of who is there."""

    def kept(one: Answer) -> Answer:
        value = one.get("value")
        if isinstance(value, list):
            return {**one, "value": [each for each in value if each not in TELLING]}
        return {**one, "missing": "not_recorded"} if one.get("missing") in TELLING else one

    return {**kept(answer), "cands": [kept(other) for other in answer.get("cands", ())]}


def _row_about(group: str, prefix: str, answers: Mapping[str, Answer]) -> str:
    """Whom a row speaks of: the person it names, by reference or by the words of `hh_name`."""
    if group == "residence_claim":
        about = answers.get(f"{prefix}rc_about", {}).get("value")
        return {"father_or_second_parent": "father"}.get(str(about), str(about or "baby"))
    if group == "mark":
        return "baby"
    named = ROW_PERSON.get(group)
    if named is None:
        return ""
    person = answers.get(prefix + named, {}).get("value")
    if not person and group == "household":
        name = answers.get(f"{prefix}hh_name", {}).get("value")
        person = f"T:{name}" if name else ""
    return str(person or "")


Claim = dict[str, Any]


def claim(entry: Entry, on: str = "") -> Claim:
    """An entry as the parts show it, side by side with others: what is not there is left out.

    {key, visit, on, kind, value | missing, source, verif, by, sens, second, further, unsent}; `visit` is the place of
    the contact in the picture's `visits`. `on` is the day the claim speaks of where that is not the day of the contact.
    """
    answer, meta, contact = entry.answer, entry.meta, entry.contact
    made: Claim = {
        "field": entry.field,
        "key": entry.key,
        "visit": contact.place,
        "on": on or contact.on,
        "kind": answer.get("kind") or meta.kind,
        "by": entry.by,
    }
    if entry.value is not None:
        made["value"] = entry.value
    # Thousands of claims are made for one picture, and a loop over the three names costs as much again.
    missing, source, verif = answer.get("missing"), answer.get("source"), answer.get("verif")
    if missing:
        made["missing"] = missing
    if source:
        made["source"] = source
    if verif:
        made["verif"] = verif
    if meta.private or meta.sensitivity != "N":
        made["sens"] = "H" if meta.private else meta.sensitivity
    if entry.second:
        made["second"] = True
    if entry.further:
        made["further"] = True
    if answer.get("from") == "own":
        made["unsent"] = True
    return made


SPEAKS = {"mother_said": "mother", "father_or_partner_said": "father"}
"""The kinds of source that name a parent by themselves."""


def source_key(entry: Entry, parents: Mapping[str, str]) -> str:
    """Who or what a claim comes from: the person, else the document, else the kind of source, else the visitor who wrote
    it. Two claims of one source are that source's earlier and later word. `parents` maps blocks to references: "mother
    said" and the mother by name are one.
    """
    kind = entry.source.get("type", "")
    if kind == "seen_or_measured_by_me" or not entry.source:
        return f"by:{entry.by}"
    return str(
        entry.source.get("person")
        or entry.source.get("document")
        or parents.get(SPEAKS.get(kind, ""))
        or kind
    )


def days_apart(one: str, other: str) -> int | None:
    """How many days lie between two days, whichever is first; None where one is none."""
    days = days_between(day_of(one), day_of(other))
    return None if days is None else abs(days)


def near(one: str, other: str) -> bool:
    """Whether two words, of these days, can disagree: an older document stands with its date."""
    days = days_apart(one, other)
    return days is not None and days <= CLAIM_DAYS


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same. The order of ticks and references says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def plain(words: object) -> str:
    """Words as they are compared: an action or an unknown is the same while its words are."""
    return " ".join(str(words or "").lower().split()).rstrip(".")


def subject(entry: Entry) -> tuple[str, str]:
    """What an entry is an answer to, across visits: its question, and whom it is about or, in a group, else the row. Rows
    carry a new id in each visit; the person is the same, while the block of a further carer may be about another. A row
    about the baby is none of a person: of two marks neither is the other.
    """
    if not entry.group:
        return entry.field, entry.about
    return entry.field, (entry.group in ROW_PERSON and entry.about) or entry.row
