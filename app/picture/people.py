"""The people around the baby: how related, who lives where, who cares alone, who has been seen and who has not.

Father and mother, and the families of both, are made by the same steps: a parent who is not on the record is there all
the same, as somebody unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.picture.entries import Claim, Contact, Entry, Record, Row, claim
from app.picture.relations import UNKNOWN, code, relation
from forms.blocks import BLOCKS, FURTHER, PARENTS, UNNAMED, people_of
from forms.safety.must_see import SEEN_ALONE
from forms.safety.past import CARES_ALONE, FAMILY_SEEN, SEEN, how_alone

LET_IN = ("", *FAMILY_SEEN)
"""Outcomes at the door with which somebody can have been spoken to alone; left blank, nothing says otherwise."""
MET_NOT_OF = ("deceased", "no_second_parent")
"""Involvements after which nobody is waited for."""


def people(record: Record) -> dict[str, Any]:
    """{people, households, baby}.

    A person is {ref, name, relation, block, sex, side, generation, kin, unknown, gone, involvement, cares, lives, seen,
    last_seen, contacts, since, alone_last, why_not, told_by, contact}: `contacts` how many contacts took place since she
    or he was first named, `since` how many since last seen (all of them when never). `households`: {address, people,
    visited} by what was last said; where nobody gave an address, `address` is the kind of place (`W:mothers_home`).
    `baby`: when last seen, awake, undressed, and how many contacts since.
    """
    folk = _Folk(record)
    for contact in record.contacts:
        folk.read(contact)
    return {"people": folk.people(), "households": folk.households(), "baby": _baby(record)}


class _Folk:
    """Gathers what each contact says of each person."""

    def __init__(self, record: Record) -> None:
        self.record = record
        on_record = list(record.child.get("people") or ())
        blocks = people_of(on_record)
        self.found: dict[str, dict[str, Any]] = {}
        self.lives: dict[str, dict[str, Claim]] = {}  # person -> address -> newest claim
        self.visited: dict[str, str] = {}
        for block in PARENTS:
            if block not in blocks:
                self.person(f"B:{block}", relation=block, block=block)
        for person in on_record:
            ref = f"P:{person['id']}"
            block = next((name for name, known in blocks.items() if known == ref), "")
            self.person(
                ref, name=person.get("name") or "", relation=person.get("relation"), block=block
            )

    def person(
        self, ref: str, name: str = "", relation: object = "", block: str = ""
    ) -> dict[str, Any]:
        """The record of one person, begun at the first naming."""
        if ref not in self.found:
            self.found[ref] = {
                "ref": ref,
                "name": name,
                "relation": code(relation),
                "block": block,
                "seen": [],
                "met": [],
            }
        return self.found[ref]

    # -- one contact ------------------------------------------------------------------------------

    def read(self, contact: Contact) -> None:
        record = self.record
        present = [row for row in record.rows(contact, "present") if _of(row, "present_person")]
        # Of two people typed in by one name whoever is more alone with baby is read first, and stands.
        household = sorted(record.rows(contact, "household"), key=_how_alone, reverse=True)
        seen: dict[str, dict[str, Any]] = {}
        for row in present:
            person = self.named(row, "present_person", "present_relation")
            seen[person["ref"]] = {"how": "in_person"}
        for row in household:
            person = self.named(row, "hh_person", "hh_relation")
            if person and _of(row, "hh_seen") == "yes":
                seen.setdefault(person["ref"], {"how": "in_person"})
        for block in BLOCKS:
            self.parent(contact, block, seen)
        self.alone(contact, seen)
        self.home(contact, household)
        for ref, how in seen.items():
            self.person(ref)["seen"].append(
                {"visit": contact.place, "on": contact.on, "by": contact.author, **how}
                | ({"unsent": True} if contact.unsent else {})
            )
        for person in self.found.values():
            if contact.met:
                person["met"].append(contact.place)

    def named(self, row: Row, question: str, says: str) -> dict[str, Any]:
        """The person a row is about; {} for a row that names nobody."""
        entry = row.get(question) or row.get("hh_name")
        ref = (next(iter(row.values())).about) if row else ""
        if not ref or entry is None:
            return {}
        known = self.record.ref(ref, entry.contact.place)
        person = self.person(known, block=known[2:] if known.startswith("B:") else "")
        if not person["name"] and ref.startswith("T:") and ref[2:] not in UNNAMED.values():
            person["name"] = ref[2:]
        told = _of(row, says)
        if told and relation(person["relation"]) is None:
            person["relation"] = code(told)
        if not person["name"] and _of(row, "hh_name"):
            person["name"] = str(_of(row, "hh_name"))
        cares = row.get("hh_cares")
        told_now = person.get("cares", {}).get("visit") == entry.contact.place
        if cares is not None and (cares.value or cares.missing) and not told_now:
            person["cares"] = claim(cares) | _row_source(row)
        return person

    def parent(self, contact: Contact, block: str, seen: dict[str, dict[str, Any]]) -> None:
        """What a contact says of a parent or further carer."""
        now = self.record.now[contact.place]
        told = {
            name: now[f"{block}_{name}"]
            for name in (
                *("involvement", "name", "seen", "not_seen_why", "info_source", "contact"),
                *("lives_with_baby",),
            )
            if f"{block}_{name}" in now
        }
        if not told and (block in FURTHER or f"{block}_alone" not in now):
            return
        ref = self.record.ref(block, contact.place)
        person = self.person(ref, relation="" if block in FURTHER else block, block=block)
        person["block"] = person["block"] or block
        for name, kept in (
            ("involvement", "involvement"),
            ("not_seen_why", "why_not"),
            ("info_source", "told_by"),
            ("contact", "contact"),
            ("lives_with_baby", "with_baby"),
        ):
            if name in told and (told[name].value or told[name].missing):
                person[kept] = claim(told[name])
        if "name" in told and told["name"].value and not person["name"]:
            person["name"] = str(told["name"].value)
        how = told["seen"].value if "seen" in told else None
        if how in SEEN:
            seen.setdefault(ref, {})["how"] = how
        elif how == "not_seen" and ref in seen and seen[ref].get("how") == "in_person":
            seen[ref]["disputed"] = True

    def alone(self, contact: Contact, seen: dict[str, dict[str, Any]]) -> None:
        """Marks who was seen alone. The visitor's own answer on a parent goes before what follows from who was there."""
        record = self.record
        # A row without a name is somebody all the same; who turned her away at the door was not seen alone.
        row, *others = record.rows(contact, "present") or [{}]
        named = _of(row, "present_person")
        if contact.access in LET_IN and named and not others and len(seen) == 1:
            for only in seen.values():
                only["alone"] = True
        for block in PARENTS:
            says = record.said(contact, f"{block}_alone")
            met = seen.get(record.ref(block, contact.place))
            if met is None or says is None:
                continue
            if says in SEEN_ALONE:
                met["alone"] = True
            else:
                met.pop("alone", None)

    def home(self, contact: Contact, household: list[Row]) -> None:
        """Who lives where, by the rows of this contact and the parents' own addresses."""
        record = self.record
        address = contact.address
        if not address and contact.where == "baby_usual_home":
            address = str(record.said(contact, "sleeps_tonight") or "")
        if not address and contact.where:
            address = f"W:{contact.where}"
        if contact.mode == "face_to_face" and contact.met and address:
            self.visited[address] = contact.on
        for row in household:
            person = self.named(row, "hh_person", "hh_relation")
            lives = row.get("hh_lives_here")
            if person and lives is not None and (lives.value or lives.missing):
                self.lives.setdefault(person["ref"], {})[address] = claim(lives) | _row_source(row)
        for block in BLOCKS:
            own = record.now[contact.place].get(f"{block}_address")
            if own is not None and own.value:
                ref = record.ref(block, contact.place)
                self.lives.setdefault(ref, {})[str(own.value)] = claim(own) | {"value": "yes"}
        for row in record.rows(contact, "residence_claim"):
            where, says = row.get("rc_address"), _of(row, "rc_says")
            if where is None or not where.value or where.about == "baby":
                continue
            lives_there = {"does_not_live_there": "no", "has_moved_out": "no"}.get(
                str(says), "part_time" if says == "stays_sometimes" else "yes"
            )
            ref = record.ref(where.about, contact.place)
            self.lives.setdefault(ref, {})[str(where.value)] = (
                claim(where) | _row_source(row, "rc_source") | {"value": lives_there}
            )

    # -- the result -------------------------------------------------------------------------------

    def people(self) -> list[dict[str, Any]]:
        return [self.finished(person) for person in self.found.values()]

    def finished(self, person: dict[str, Any]) -> dict[str, Any]:
        kin = relation(person["relation"]) or UNKNOWN
        met, seen = person.pop("met"), person["seen"]
        last = seen[-1] if seen else None
        alone = [one for one in seen if one.get("alone")]
        involvement = person.get("involvement", {}).get("value", "")
        made = {
            **person,
            "sex": kin.sex,
            "side": person["block"] if person["block"] in PARENTS else kin.side,
            "generation": kin.generation,
            "kin": kin.kin,
            "unknown": not person["name"] or involvement == "identity_not_known",
            "gone": involvement in MET_NOT_OF,
            "last_seen": last["on"] if last else "",
            "alone_last": alone[-1]["on"] if alone else "",
            "contacts": len(met),
            "since": len([place for place in met if last is None or place > last["visit"]]),
            "lives": [
                {"address": address, **said}
                for address, said in sorted(self.lives.get(person["ref"], {}).items())
            ],
        }
        if "cares" in person:
            made["alone_with_baby"] = person["cares"].get("value") in CARES_ALONE
        return made

    def households(self) -> list[dict[str, Any]]:
        """Every address somebody is said to live at, or the baby to sleep at; the one visited last first."""
        homes: dict[str, list[dict[str, Any]]] = {}
        for ref, places in self.lives.items():
            for address, said in places.items():
                homes.setdefault(address, [])
                if said.get("value") != "no":
                    homes[address].append({"ref": ref, **said})
        for address in self.visited:
            homes.setdefault(address, [])
        made: list[dict[str, Any]] = [
            {
                "address": address,
                "visited": self.visited.get(address, ""),
                "people": sorted(there, key=lambda one: one["ref"]),
            }
            for address, there in homes.items()
        ]
        made.sort(key=lambda home: home["address"])
        made.sort(key=lambda home: str(home["visited"]), reverse=True)
        return made


def _of(row: Mapping[str, Entry], field_id: str) -> Any:
    entry = row.get(field_id)
    return None if entry is None else entry.value


def _how_alone(row: Mapping[str, Entry]) -> tuple[int, bool]:
    return how_alone({name: entry.value for name, entry in row.items()})


def _row_source(row: Mapping[str, Entry], field_id: str = "hh_source") -> dict[str, Any]:
    """A row names its source once, in a field of its own."""
    kind = _of(row, field_id)
    return {"source": {"type": str(kind)}} if kind else {}


def _baby(record: Record) -> dict[str, Any]:
    """When the baby was last seen, seen awake, seen undressed, and how many contacts there were since each."""
    days: dict[str, Contact] = {}
    for contact in record.contacts:
        seen = record.said(contact, "baby_seen")
        if seen in ("awake", "asleep_only"):
            days["seen"] = contact
        if seen == "awake":
            days["awake"] = contact
        if record.said(contact, "baby_undressed") in ("fully", "to_nappy"):
            days["undressed"] = contact
        if record.said(contact, "skin_check") == "whole_body":
            days["skin"] = contact
    born = [contact for contact in record.contacts if contact.type != "antenatal"]
    return {
        what: {
            "on": days[what].on if what in days else "",
            "by": days[what].author if what in days else "",
            "since": len([one for one in born if what not in days or one.place > days[what].place]),
        }
        for what in ("seen", "awake", "undressed", "skin")
    }
