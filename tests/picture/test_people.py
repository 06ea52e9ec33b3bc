"""Who is around the baby, who lives where, who has been seen: father and mother by the same steps."""

from __future__ import annotations

from typing import Any

import pytest

from app.picture import picture, picture_of, record_of, timeline
from app.picture.relations import UNKNOWN, relation
from forms.blocks import PARENTS, people_of
from forms.safety.past import MESSAGES
from tests.forms.contracts import cases
from tests.picture.stories import (
    ANNA,
    BEN,
    CHILD,
    FLAT,
    FORM,
    GRAN,
    HOUSE,
    closed,
    person,
    place,
    said,
    visit,
)


def made(*visits: dict[str, Any], child: Any = CHILD) -> dict[str, Any]:
    return picture(child, visits, lambda _: FORM)


def one(made: dict[str, Any], ref: str) -> dict[str, Any]:
    return next(person for person in made["people"] if person["ref"] == ref)


RELATIONS = [
    ("mother", "female", "mother", 0),
    ("Father", "male", "father", 0),
    ("paternal grandmother", "female", "father", -1),
    ("maternal grandfather", "male", "mother", -1),
    ("half brother", "male", "", 1),
    ("Mum, lives apart", "female", "mother", 0),
    ("birth_parent", "", "mother", 0),
    ("co-mother", "female", "father", 0),
    ("Second parent", "", "father", 0),
    ("Dad", "male", "father", 0),
    ("aunt_uncle", "", "", 0),
    ("somebody's cousin", "", "", 0),
]


@pytest.mark.parametrize(("words", "sex", "side", "generation"), RELATIONS)
def test_how_somebody_is_drawn(words: str, sex: str, side: str, generation: int) -> None:
    found = relation(words) or UNKNOWN
    assert (found.sex, found.side, found.generation) == (sex, side, generation)


def test_the_blocks_of_the_form_speak_of_the_people_on_record() -> None:
    people: list[Any] = [
        {"id": "1", "relation": "second mother"},
        {"id": "2", "relation": "Mother’s partner"},
    ]
    assert people_of(people) == {"father": "P:1", "carer3": "P:2"}
    two: list[Any] = [
        {"id": "3", "relation": "stepfather"},
        {"id": "4", "relation": "maternal_aunt"},
        {"id": "5", "relation": "father’s partner"},
        {"id": "6", "relation": "stepmother"},
    ]
    assert people_of(two) == {"carer3": "P:3", "carer4": "P:5"}


def test_the_second_of_two_mothers_stands_on_the_other_side() -> None:
    two = [{"id": id_, "name": id_, "relation": "mother"} for id_ in ("Anna", "Bea")]
    found = made(visit(0, {"father_seen": "in_person"}), child={**CHILD, "people": two})
    assert [(who["ref"], who["block"], who["side"], who["sex"]) for who in found["people"]] == [
        ("P:Anna", "mother", "mother", "female"),
        ("P:Bea", "father", "father", "female"),
    ]
    assert one(found, "P:Bea")["last_seen"]


@pytest.mark.parametrize(("row", "block"), [("Dean", "Dean"), ("jos\u00e9", " Jose\u0301")])
def test_a_carer_typed_into_the_household_and_asked_about_in_a_block_is_one_person(
    row: str, block: str
) -> None:
    there = {"household": [{"hh_person": said(f"T:{row}"), "hh_relation": "parents_partner"}]}
    found = made(visit(0, {"carer3_name": block, "carer3_seen": "in_person"}, there))
    (dean,) = [who for who in found["people"] if who["name"] in (row, block)]
    assert (dean["block"], dean["relation"]) == ("carer3", "parents_partner")
    assert dean["last_seen"] == "2026-04-13"


def test_a_carer_named_in_a_block_first_and_typed_into_the_household_later_is_one_person() -> None:
    there = {
        "household": [{"hh_person": said("T:Dean"), "hh_relation": "parents_partner"}],
        "present": [{"present_person": said("T:Dean")}],
    }
    found = made(visit(0, {"carer3_name": "Dean"}), visit(7, {}, there))
    (dean,) = [who for who in found["people"] if who["name"] == "Dean"]
    assert (dean["block"], dean["relation"]) == ("carer3", "parents_partner")
    assert dean["last_seen"] == "2026-04-20"


DOORSTEP = {**CHILD, "people": []}
LIVES = {
    "mother_involvement": "lives_with_baby",
    "mother_lives_with_baby": "yes",
    "people_sleeping": 2,
}
TALKED = {"icon_how": "in_person", "icon_messages": list(MESSAGES)}


# what the visits say, told by the name of the row in them -> one person
NAMED = [
    ("at one visit", [({"mother_name": "Anna "}, "T:Anna")]),
    ("by a row first", [({}, "T:Anna"), ({"mother_name": "Anna"}, None)]),
    ("by the block first", [({"mother_name": "Anna"}, None), ({}, "T:Anna")]),
    ("by the row that is offered", [({"mother_name": "Anna"}, "T:Mother")]),
    ("by that row first", [({}, "T:Mother"), ({"mother_name": "Anna"}, None)]),
]


@pytest.mark.parametrize("visits", [case[1] for case in NAMED], ids=[case[0] for case in NAMED])
def test_a_parent_of_a_child_met_on_a_doorstep_is_one_person(
    visits: list[tuple[dict[str, Any], str | None]],
) -> None:
    def rows(who: str | None) -> dict[str, Any]:
        if who is None:
            return {}
        return {
            "present": [{"present_person": who}],
            "household": [{"hh_person": who, "hh_lives_here": "yes"}],
            "icon": [{"icon_person": who, **TALKED}],
        }

    found = made(
        *(visit(7 * at, {**told, **LIVES}, rows(who)) for at, (told, who) in enumerate(visits)),
        child=DOORSTEP,
    )
    assert [(who["ref"], who["name"]) for who in found["people"]] == [
        ("B:mother", "Anna"),
        ("B:father", ""),
    ]
    assert len(one(found, "B:mother")["seen"]) == 1
    (anna,) = found["icon"]["carers"]
    assert (anna["ref"], anna["covered"], len(anna["touchpoints"])) == ("B:mother", True, 1)
    assert [one["listed"] for one in found["contradictions"] if "listed" in one] == []


def test_a_row_that_was_offered_is_the_parent_who_came_on_the_record() -> None:
    found = made(visit(0, {}, {"icon": [{"icon_person": "T:Mother", **TALKED}]}))
    (anna,) = found["icon"]["carers"]
    assert (anna["ref"], anna["covered"]) == (person(ANNA), True)
    assert {who["name"] for who in found["people"]} == {"Anna Vale", "Ben Vale", "Greta Vale"}


@pytest.mark.parametrize("case", cases("whose_answers"))
def test_whose_the_answers_of_a_further_carers_block_are(case: dict[str, Any]) -> None:
    on_record = [dict(zip(("id", "name", "relation"), one, strict=True)) for one in case["record"]]
    visits = [visit(at, answers) for at, answers in enumerate(case["visits"])]
    record = record_of({**CHILD, "people": on_record}, visits, lambda _: FORM)
    told = [one["about"] for one in timeline(record) if one["field"] == "carer3_involvement"]
    assert told == case["whose"]
    assert {
        one["ref"]: [one["name"], one["block"], [seen["visit"] for seen in one["seen"]]]
        for one in picture_of(record)["people"]
        if one["block"] not in PARENTS
    } == case["people"]


def test_what_was_said_of_two_further_carers_is_not_said_differently() -> None:
    found = made(
        visit(0, {"carer3_name": "Dean", "carer3_lives_with_baby": said("yes", "mother_said")}),
        visit(7, {"carer3_name": "Lee", "carer3_lives_with_baby": said("no", "gp_record")}),
    )
    assert [one for one in found["contradictions"] if one["field"].startswith("carer3")] == []


def test_a_further_carer_by_another_name_is_somebody_else() -> None:
    there = {"household": [{"hh_person": "T:Lee", "hh_relation": "parents_partner"}]}
    found = made(visit(0, {"carer3_name": "Dean"}), visit(7, {"carer3_name": "Lee"}, there))
    assert {"Dean", "Lee"} <= {who["name"] for who in found["people"]}


def test_parents_who_are_not_on_record_are_there_as_unknown() -> None:
    found = made(
        visit(0, {"father_involvement": "identity_not_known"}), child={**CHILD, "people": []}
    )
    assert [(who["ref"], who["unknown"]) for who in found["people"]] == [
        ("B:mother", True),
        ("B:father", True),
    ]


# what each of three contacts says of one parent -> (last seen, contacts since)
SEEN = [
    ("never", ["not_seen", "not_seen", "not_seen"], "", 3),
    ("never asked about", [None, None, None], "", 3),
    ("at the first", ["in_person", "not_seen", "not_seen"], "2026-04-13", 2),
    ("by telephone at the last", ["not_seen", "not_seen", "by_phone"], "2026-04-27", 0),
]


@pytest.mark.parametrize("parent", ["father", "mother"])
@pytest.mark.parametrize(
    ("says", "last", "since"), [case[1:] for case in SEEN], ids=[case[0] for case in SEEN]
)
def test_when_a_parent_was_seen(parent: str, says: list[str | None], last: str, since: int) -> None:
    visits = [visit(7 * at, {f"{parent}_seen": how} if how else {}) for at, how in enumerate(says)]
    found = one(made(*visits), person({"father": BEN, "mother": ANNA}[parent]))
    assert (found["last_seen"], found["since"]) == (last, since)


def test_a_door_that_stayed_shut_is_no_contact_with_anybody() -> None:
    visits = [visit(0, {"father_seen": "in_person"}), visit(7, {"access_outcome": "no_reply"})]
    assert one(made(*visits), person(BEN))["since"] == 0


def test_seen_alone() -> None:
    present = {"present": [{"present_person": person(ANNA)}]}
    found = made(
        visit(0, {"mother_seen": "in_person", "mother_alone": "yes_part"}),
        visit(7, {"father_seen": "in_person", "father_alone": "tried_not_possible"}),
        visit(14, {}, present),
    )
    assert one(found, person(ANNA))["alone_last"] == "2026-04-27"
    assert one(found, person(BEN))["alone_last"] == ""


def there(*who: str) -> dict[str, Any]:
    return {"present": [{"present_person": person(one)} for one in who]}


UNNAMED = {"present": [{"present_person": person(ANNA)}, {"present_person": closed("not_known")}]}
# what the visit says, who was there -> who counts as seen alone
SEEN_ALONE = [
    ("the only one there", {}, there(ANNA), [ANNA]),
    ("somebody else was there", {}, there(ANNA, GRAN), []),
    ("somebody without a name was there", {}, UNNAMED, []),
    ("another was met", {"father_seen": "in_person"}, there(ANNA), []),
    (
        "both parents were met",
        {"mother_seen": "in_person", "father_seen": "in_person"},
        there(GRAN),
        [],
    ),
    ("the visitor says no", {"mother_alone": "tried_not_possible"}, there(ANNA), []),
    ("she did not try", {"mother_alone": "not_tried"}, there(ANNA), []),
    ("the visitor says yes", {"mother_alone": "yes_part"}, there(ANNA, BEN), [ANNA]),
    ("not asked of her", {"mother_alone": closed("not_asked")}, there(ANNA), [ANNA]),
    ("let in late", {"access_outcome": "seen_arrived_late"}, there(ANNA), [ANNA]),
    ("turned away at the door", {"access_outcome": "entry_refused"}, there(GRAN), []),
]


@pytest.mark.parametrize(
    ("answers", "rows", "alone"),
    [case[1:] for case in SEEN_ALONE],
    ids=[case[0] for case in SEEN_ALONE],
)
def test_who_was_seen_alone(
    answers: dict[str, Any], rows: dict[str, Any], alone: list[str]
) -> None:
    found = made(visit(0, answers, rows))["people"]
    assert [who["ref"] for who in found if who["alone_last"]] == [person(one) for one in alone]


def test_somebody_present_was_seen_whatever_else_was_said_of_them() -> None:
    (seen,) = one(
        made(visit(0, {"father_seen": "not_seen"}, {"present": [{"present_person": person(BEN)}]})),
        person(BEN),
    )["seen"]
    assert seen["disputed"]


def test_people_met_in_a_visit_only_are_in_the_picture_by_their_words() -> None:
    row = {"hh_name": "Uncle Joe", "hh_relation": "aunt_uncle", "hh_cares": "alone_sometimes"}
    found = one(made(visit(0, {}, {"household": [row]})), "T:Uncle Joe")
    assert (found["name"], found["alone_with_baby"], found["last_seen"]) == ("Uncle Joe", True, "")


def test_of_two_people_of_one_name_the_one_who_is_alone_with_baby_stands() -> None:
    uncle = {"hh_name": "Sam", "hh_relation": "aunt_uncle", "hh_cares": "alone_sometimes"}
    brother = {"hh_name": "Sam", "hh_relation": "half_or_step_sibling", "hh_cares": "never"}
    for rows in ([uncle, brother], [brother, uncle]):
        found = one(made(visit(0, {}, {"household": rows})), "T:Sam")
        assert (found["alone_with_baby"], found["relation"]) == (True, "aunt_uncle")


def test_who_lives_where_by_who_said_so() -> None:
    found = made(
        visit(
            0,
            {
                "contact_mode": "face_to_face",
                "visit_address": place(FLAT),
                "father_address": said(place(HOUSE), "mother_said"),
            },
            {
                "household": [
                    {
                        "hh_person": person(GRAN),
                        "hh_lives_here": "part_time",
                        "hh_source": "mother_said",
                    }
                ]
            },
        )
    )
    homes = {
        home["address"]: [who["ref"] for who in home["people"]] for home in found["households"]
    }
    assert homes == {place(FLAT): [person(GRAN)], place(HOUSE): [person(BEN)]}
    assert found["households"][0]["visited"] == "2026-04-13"
    assert one(found, person(GRAN))["lives"][0]["source"] == {"type": "mother_said"}


def test_when_baby_was_seen_awake_and_undressed() -> None:
    found = made(
        visit(0, {"baby_seen": "awake", "baby_undressed": "fully"}),
        visit(7, {"baby_seen": "asleep_only", "baby_undressed": "not_undressed"}),
        visit(14, {"baby_seen": "not_seen"}),
    )["baby"]
    assert (found["awake"]["on"], found["awake"]["since"]) == ("2026-04-13", 2)
    assert (found["seen"]["on"], found["undressed"]["since"]) == ("2026-04-20", 2)
