"""Two people recorded different things: both are kept, and somebody says which one stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.review.visits import Tablet, whole_visit
from tests.support.clients import CsrfClient
from tests.support.world import World


def weight(grams: int) -> dict[str, Any]:
    return {"weight_g": {"value": grams, "kind": "O"}}


@pytest.fixture
def tablet(world: World) -> Tablet:
    """Vera weighed 4000 g; Cora, who had Vera's 3000 g on screen, wrote 3900 g."""
    tablet = Tablet(world, world.visitor, world.child.id)
    tablet.send(weight(3000))
    colleague = Tablet(world, world.colleague, world.child.id, tablet.visit_id)
    colleague.written = dict(tablet.written)
    tablet.send(weight(4000))
    colleague.send(weight(3900))
    return tablet


def settle(
    world: World,
    tablet: Tablet,
    value: int,
    seen_seq: int | None = None,
    manager: CsrfClient | None = None,
) -> Any:
    state = tablet.visit.answers["weight_g"]
    (chosen,) = [one["mids"][0] for one in (state, *state["cands"]) if one["value"] == value]
    return (manager or world.as_(world.manager)).post(
        f"/review/visits/{tablet.visit_id}/two-values",
        data={
            "settle": "yes",
            "seen_seq": tablet.visit.seq if seen_seq is None else seen_seq,
            "stands:weight_g": chosen,
        },
    )


def test_the_page_shows_both_authors_times_and_what_each_had_on_screen(
    world: World, tablet: Tablet
) -> None:
    page = world.as_(world.manager).get(f"/review/visits/{tablet.visit_id}/two-values").text
    assert "Both are kept; which one stands?" in page
    assert "Vera Visitor’s answer stands" in page
    assert "Cora Colleague’s answer stands" in page
    assert page.count("3,000") == 2, "both had Vera's first weight on screen"


@pytest.mark.parametrize(("value", "author"), [(4000, "Vera Visitor"), (3900, "Cora Colleague")])
def test_the_chosen_value_stands_with_its_author_and_who_settled_it(
    world: World, tablet: Tablet, value: int, author: str
) -> None:
    assert settle(world, tablet, value).status_code == 303

    state = tablet.visit.answers["weight_g"]
    assert (state["value"], state["cands"]) == (value, [])
    names = [tablet.visit.writers[mid]["by"]["name"] for mid in state["mids"]]
    assert names == [author, "Mona Manager"]
    assert tablet.visit.conflicts == 0


def test_the_page_one_comes_to_says_that_it_is_settled(world: World, tablet: Tablet) -> None:
    manager = world.as_(world.manager)
    settled = settle(world, tablet, 4000, manager=manager)
    assert "Settled." in manager.get(settled.location).text
    assert "Settled." not in manager.get("/review/").text


def test_a_value_that_arrived_after_the_page_was_opened_is_not_closed_unseen(
    world: World, tablet: Tablet
) -> None:
    seen = tablet.visit.seq
    Tablet(world, world.colleague, world.child.id, tablet.visit_id).send(weight(4500))

    assert settle(world, tablet, 4000, seen).status_code == 409

    values = [one["value"] for one in tablet.visit.answers["weight_g"]["cands"]]
    assert values == [3900, 4500]


def test_who_had_the_chosen_value_on_screen_goes_on_from_it(world: World, tablet: Tablet) -> None:
    settle(world, tablet, 4000)
    assert tablet.send(weight(4010))["answers"]["weight_g"]["outcome"] == "applied"


def test_nothing_chosen_changes_nothing(world: World, tablet: Tablet) -> None:
    before = tablet.visit.seq
    reply = world.as_(world.manager).post(
        f"/review/visits/{tablet.visit_id}/two-values",
        data={"settle": "yes", "seen_seq": before, "stands:weight_g": ""},
    )
    assert reply.status_code == 422
    assert tablet.visit.seq == before


def test_a_visit_with_two_values_is_not_signed_off_until_one_stands(
    world: World, tablet: Tablet
) -> None:
    answers = {key: said for key, said in whole_visit().items() if key != "weight_g"}
    tablet.send(answers, submit=True)
    manager = world.as_(world.manager)

    def sign_off() -> Any:
        address = f"/review/visits/{tablet.visit_id}/sign-off"
        return manager.post(address, data={"seen_seq": tablet.visit.seq, "confirmed": "yes"})

    refused = sign_off()
    assert refused.status_code == 409
    assert "Say first which one stands" in refused.text
    settle(world, tablet, 4000)
    assert sign_off().status_code == 303
    assert tablet.visit.status == "signed_off"


WORDS = "Mother brings baby on Friday"
R09 = "rule/R09/reply"


def reply(rule: str, **said: str) -> dict[str, Any]:
    whole = {"reply": "explained", "words": WORDS, "clinician": "", "at": "", **said}
    return {f"rule/{rule}/reply": {"value": [whole], "kind": "A"}}


def left_out(words: str) -> dict[str, Any]:
    return {"next/father/reply": {"value": [{"reply": "left_out", "words": words}], "kind": "A"}}


ROW = "01890000-0000-7000-8000-000000000001"
MARK = f"mark/{ROW}/mark_words"


def mark(said: str) -> dict[str, Any]:
    return {MARK: {"value": said, "kind": "O"}}


TAKEN_OUT = {f"mark/{ROW}/removed": {"value": True, "kind": "A"}}


def apart(world: World, one: dict[str, Any], other: dict[str, Any]) -> Tablet:
    """Vera wrote one, and Cora, who had not seen it, the other."""
    tablet = Tablet(world, world.visitor, world.child.id)
    tablet.send(weight(3000))
    colleague = Tablet(world, world.colleague, world.child.id, tablet.visit_id)
    tablet.send(one)
    colleague.send(other)
    return tablet


def pages(world: World, tablet: Tablet) -> tuple[str, str]:
    """The page for settling, without and with sensitive answers."""
    manager, at = world.as_(world.manager), f"/review/visits/{tablet.visit_id}/two-values"
    opened = manager.post(at, data={"show": "sensitive"}).text
    assert 'name="sensitive" value="shown"' in opened
    again = manager.post(at, data={"show": "none", "sensitive": "shown"}).text
    assert 'name="sensitive"' not in again, "“Hide sensitive answers” hides them"
    return manager.get(at).text, opened


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (
            reply("R09"),
            reply("R09", reply="excepted", clinician="Dr Bello"),
            (
                "Reply to a safety rule",
                "Explained",
                "Not done, agreed",
                "Second clinician: Dr Bello",
            ),
        ),
        (
            left_out("He works away"),
            left_out("He was met yesterday"),
            ("Left out of next time", "He works away", "He was met yesterday"),
        ),
        (
            mark("On the left") | TAKEN_OUT,
            mark("On the right"),
            ("In an entry that was taken out", "On the left", "On the right"),
        ),
    ],
    ids=["rule", "next", "row"],
)
def test_whatever_has_two_values_can_be_settled(
    world: World, one: dict[str, Any], other: dict[str, Any], says: tuple[str, ...]
) -> None:
    tablet = apart(world, one, other)
    assert tablet.visit.conflicts == 1
    page, _ = pages(world, tablet)
    assert "Vera Visitor’s answer stands" in page
    assert "Cora Colleague’s answer stands" in page
    assert [words for words in says if words not in page] == []

    (key,) = [key for key, state in tablet.visit.answers.items() if state["cands"]]
    (second,) = tablet.visit.answers[key]["cands"]
    sent = world.as_(world.manager).post(
        f"/review/visits/{tablet.visit_id}/two-values",
        data={
            "settle": "yes",
            "seen_seq": tablet.visit.seq,
            f"stands:{key}": second["mids"][0],
        },
    )

    assert sent.status_code == 303
    assert tablet.visit.conflicts == 0
    assert tablet.visit.answers[key]["value"] == second["value"]


def test_the_same_reply_from_two_people_is_no_conflict(world: World) -> None:
    tablet = apart(world, reply("R09"), reply("R09"))
    assert tablet.visit.conflicts == 0
    assert len(tablet.visit.answers[R09]["mids"]) == 2


@pytest.mark.parametrize("rule", ["R03", "R11", "R16"])
def test_a_reply_that_could_give_a_hidden_answer_away_is_shown_on_request(
    world: World, rule: str
) -> None:
    tablet = apart(world, reply(rule), reply(rule, words="Father brings baby on Monday"))
    page, opened = pages(world, tablet)
    assert "1 sensitive answer has" in page
    assert WORDS not in page
    assert WORDS in opened


@pytest.mark.one_database
def test_very_many_values_are_settled_at_once(world: World, tablet: Tablet) -> None:
    """They were called settled, nothing was, and the visit could never be signed off."""
    for grams in range(4001, 4061):
        colleague = Tablet(world, world.colleague, world.child.id, tablet.visit_id)
        colleague.send(weight(grams))

    assert settle(world, tablet, 4000).status_code == 303

    state = tablet.visit.answers["weight_g"]
    assert (state["value"], state["cands"], tablet.visit.conflicts) == (4000, [], 0)
