"""How many taps and key presses an ordinary visit at six to eight weeks takes: counted from what the browser heard.

`python -m bench.taps` records the core questions, and what else has to have a value, as a sensible visitor would: from the
top of each page to its foot, and on by "Next open". It prints a table by section; `--write` puts it into docs/taps.md.
It fails above TARGET taps, with a core question unanswered, or with more typed than figures; a journey counts it too.

What counts as a tap: each time the screen is touched (`pointerdown`), and two for a list that opens, one to open it and
one to choose. Scrolling is not counted. Narrative is dictated: the tap into its box counts, its letters do not.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, expect, sync_playwright

import forms
from forms.blocks import FURTHER, block_of
from tests.journeys import town
from tests.journeys.service import ROOT, Service
from tests.journeys.tablet import Tablet

PAGE = ROOT / "docs" / "taps.md"
TARGET = 140

LISTEN = """() => {
  window.heard = [];
  const where = () => {
    const main = document.getElementById("maincontent");
    return main.dataset.section ?? main.dataset.screen;
  };
  const narrative = (target) => target.tagName === "TEXTAREA";
  addEventListener("pointerdown", (event) => event.isTrusted && window.heard.push(["tap", where()]), true);
  addEventListener("change", ({target}) => {
    if (target.tagName === "SELECT") window.heard.push(["tap", where()], ["tap", where()]);
  }, true);
  addEventListener("keydown", (event) => event.isTrusted && window.heard.push(["key", where()]), true);
  addEventListener("beforeinput", (event) => {
    const letters = event.inputType === "insertText" ? (event.data ?? "").length : 0;
    const kind = narrative(event.target) ? "told" : "key";
    if (letters > 1) for (let n = 0; n < letters; n++) window.heard.push([kind, where()]);
  }, true);
}"""
"""Whatever is put in more than a letter at a time was dictated; into anything but a narrative box that counts as typing."""


class Choose(NamedTuple):
    """One of several, by its code."""

    code: str
    source: str = ""


class Tick(NamedTuple):
    """Several of a list, by their codes."""

    codes: tuple[str, ...]
    source: str = ""


class Pick(NamedTuple):
    """People or an address, by the words they stand there with."""

    words: tuple[str, ...]
    source: str = ""


class Tell(NamedTuple):
    """Words for a narrative box."""

    words: str
    source: str = ""


class Press(NamedTuple):
    """Figures on the number pad."""

    figures: str


class Chip(NamedTuple):
    """What is offered to be tapped: a usual day, all at once."""

    words: str


class List(NamedTuple):
    """A thing nobody knows yet, and who finds it out."""

    what: str
    who: str


class Leave(NamedTuple):
    """Why there is no answer."""

    reason: str


MOTHER, FATHER = "Mother said", "Father or partner said"

PLAN: dict[str, Any] = {
    # Visit context
    "address_matches_record": Choose("same"),
    "access_outcome": Choose("seen_as_planned"),
    "records_read": Tick(("own_service", "maternity")),
    "entry_timing": Choose("during_contact"),
    # Where baby lives and sleeps
    "lives_with": Choose("both_parents", MOTHER),
    "sleeps_tonight": Pick((town.BABY.home,), MOTHER),
    "overnight_carer": Pick((town.BABY.mother, town.BABY.father), MOTHER),
    "residence_evidence": Tick(("cot_made_up", "clothes_nappies", "toys")),
    # Baby seen today; skin; growth
    "baby_seen": Choose("awake"),
    "baby_undressed": Choose("fully"),
    "baby_observed": Tell("Awake 20 minutes, pink, fixed on her mother’s face and cooed."),
    "acute_signs": Tick(("none_seen",)),
    "carer_baby_observed": Tell("Baby grizzled, Petra picked her up and hummed, baby settled."),
    "skin_check": Choose("whole_body"),
    "mobility": Choose("not_rolling"),
    "mark_seen": Choose("none_seen"),
    "feeding_type": Choose("breast_milk_only", MOTHER),
    "weight_g": Press("4720"),
    "weight_how": Choose("naked"),
    # Crying and sleep, ICON
    "crying_words": Tell("Petra: “I put her down and breathe.” Joss: “I walk her.”", MOTHER),
    "sleep_space_seen": Choose("seen_today"),
    "sleep_risks": Tick(("none_identified",), MOTHER),
    "icon_messages": Chip("All four"),
    "icon_how": Choose("in_person"),
    # A day
    "day_in_life": Tell(
        "Up at six, fed, sling till ten. Bath at seven, one feed at night.", MOTHER
    ),
    "baby_voice_seen": Tell("Stilled at the window. Cried while changed, stopped when held."),
    # Parents
    **{
        f"{parent}_{end}": answer
        for parent, said in (("mother", MOTHER), ("father", FATHER))
        for end, answer in {
            "involvement": Choose("lives_with_baby", said),
            "seen": Choose("in_person"),
            "whooley_1": Choose("no", said),
            "whooley_2": Choose("no", said),
            "care_experience": Choose("no", said),
            "da_asked": Choose("asked_alone"),
            "da_answer": Choose("none_disclosed", said),
            "control_signs": Tick(("none_seen_or_told",), said),
        }.items()
    },
    # Family, household, home
    "paternal_family": Tell("Joss’s mother Avis comes on Tuesdays, holds and feeds her.", FATHER),
    "others_asked": Choose("yes_nobody_else", MOTHER),
    "eviction_risk": Choose("none_known", MOTHER),
    "home_conditions": Tick(("none_of_these_seen",)),
    "move_plan": Choose("none", MOTHER),
    # My view
    "strengths": Tell("Both answer her within a minute; I saw it twice."),
    "worries": Tell("None from what I saw: weight, skin and her sleep space were checked."),
    "unknowns": List("How nights go when Joss works away", town.VISITOR.name),
    "impact_on_baby": Tell("She is fed, warm, answered and sleeps in her own cot."),
    "level_need": Choose("universal"),
    "level_reason": Tell(
        "Needs met by both parents as far as seen; low mood in either would change it."
    ),
    "safeguarding_decision": Choose("no_further_step_on_what_is_known"),
    # Plan, actions
    "next_contact_date": Chip("In 4 weeks"),
    "must_see_next": Tick(("none",)),
    "supervision": Choose("not_needed"),
    "sign_off": Tick(("true",)),
}
"""What is answered, by field. The core questions, those that need a value, and what their answers open."""

VIEWS = (
    "strengths",
    "worries",
    "impact_on_baby",
    "level_need",
    "level_reason",
    "safeguarding_decision",
    "supervision",
)
"""Each rests on something of the visit: the first picks two entries, the others take them over."""

BEFORE: dict[str, dict[str, Any]] = {
    "household/0199dddd-0000-7000-8000-000000000001/hh_person": {
        "value": "T:Avis Tansley",
        "kind": "F",
    },
    "household/0199dddd-0000-7000-8000-000000000001/hh_relation": {
        "value": "grandparent_paternal",
        "kind": "F",
    },
    "household/0199dddd-0000-7000-8000-000000000001/hh_cares": {"value": "never", "kind": "F"},
    "household/0199dddd-0000-7000-8000-000000000001/hh_source": {
        "value": "mother_said",
        "kind": "A",
    },
    "weight_g": {"value": 3980, "kind": "O"},
}
"""What the new birth visit left: somebody in the household, a weight."""

OFFERED = {
    "PP": f"role=button[name=/^Add {town.BABY.father}/]",
    "ID": '[data-test="carried"] .wv-chip',
    "PA_mother": '[data-test="carried"] .wv-chip',
    "PA_father": '[data-test="carried"] .wv-chip',
    "AC": '[data-test="offered-actions"] li button',
}
"""What stands beside the questions of a section and is read after them; she sees it before she begins there."""

LED_TO = "main[data-section] form.wv-section:is(:not([data-left]), :focus-within)"
"""Where "Next open" led: to another section, or to a question of the one she leaves by it."""


class Count(NamedTuple):
    """What the browser heard, by kind and place; the core questions that apply, and those without an answer. A parent's
    questions count once.
    """

    heard: Counter[tuple[str, str]]
    core: set[str]
    unanswered: set[str]

    def of(self, kind: str) -> int:
        """All "tap", "key" or "told" of the visit."""
        return sum(n for (one, _), n in self.heard.items() if one == kind)

    def faults(self) -> list[str]:
        """In which way it is more than may be asked of a visitor; empty when all is well."""
        figures = sum(len(one.figures) for one in PLAN.values() if isinstance(one, Press))
        return [
            words
            for wrong, words in (
                (self.of("tap") > TARGET, f"{self.of('tap')} taps, at most {TARGET} are wanted"),
                (self.of("key") > figures, f"{self.of('key')} keys for {figures} figures"),
                (self.unanswered, f"without an answer: {', '.join(sorted(self.unanswered))}"),
            )
            if wrong
        ]


@dataclass
class Hand:
    """One hand on the tablet."""

    page: Page
    answered: set[str] = field(default_factory=set)

    @property
    def fields(self) -> set[str]:
        """Those answered so far."""
        return {key.rpartition("/")[2] for key in self.answered}

    def tap(self, wanted: Locator) -> None:
        """Where the finger goes is scrolled to first, as she would."""
        expect(wanted.first).to_be_visible()
        wanted.first.click()

    def question(self, key: str) -> Locator:
        """By its answer key."""
        return self.page.locator(f'[id="q-{key}"]')

    def answer(self, key: str) -> None:
        """As planned for its field."""
        asked = self.question(key)
        planned = PLAN[key.rpartition("/")[2]]
        match planned:
            case Choose(code):
                self.choose(asked, code)
                self._sees_it_stored(asked)
            case Tick(codes):
                for code in codes:
                    self.choose(asked, code)
            case Pick(names):
                for name in names:
                    self.tap(asked.locator("label").filter(has_text=re.compile(re.escape(name))))
            case Tell(words):
                self.dictate(asked.locator("textarea, input[type=text]"), words)
                self._sees_it_stored(asked)
            case Press(figures):
                box = asked.locator("input")
                self.tap(box)
                self.page.keyboard.type(figures)
                self._sees_it_stored(asked)
            case Chip(words):
                self.tap(asked.get_by_role("button", name=re.compile(f"^{words}")))
            case List(what, who):
                self.dictate(asked.get_by_label("What we do not know", exact=True), what)
                self._who(asked, who)
            case Leave(reason):
                self.tap(asked.get_by_role("button", name="Couldn’t record this"))
                self.tap(asked.get_by_role("button", name=reason))
        source = getattr(planned, "source", "")
        if source:
            self.tap(asked.locator(".wv-chip").filter(has_text=re.compile(f"^{source}")))
        if key in VIEWS:
            self._rest_on(asked)
        self.answered.add(key)

    def choose(self, asked: Locator, code: str) -> None:
        """By its code, from a list or among those in sight."""
        select = asked.locator("select[data-key]")
        if select.count():
            select.select_option(code)
        else:
            self.tap(asked.locator(f'input[value="{code}"] + label'))

    def dictate(self, box: Locator, words: str) -> None:
        """Into a box, all at once."""
        self.tap(box)
        self.page.keyboard.insert_text(words)

    def _sees_it_stored(self, asked: Locator) -> None:
        """She pauses; what it opens stands there before she goes on."""
        expect(asked.locator("[data-clear]").first).to_be_visible()

    def _who(self, asked: Locator, who: str) -> None:
        offered = asked.get_by_role("button", name=who)
        if offered.count():
            self.tap(offered)
        else:
            self.tap(asked.get_by_label("Who will find out"))
            self.page.keyboard.type(who)

    def _rest_on(self, asked: Locator) -> None:
        again = asked.get_by_role("button", name=re.compile("^Same as the view before"))
        if again.count():
            self.tap(again)
            return
        for _ in range(2):
            self.tap(asked.locator(".wv-basis__list input:not(:checked) + label"))

    def page_through(self) -> None:
        """What is planned and open on this page, from top to bottom; an answer may open another."""
        confirm = self.page.locator('[data-test="carried"] .wv-chip')
        if confirm.count():
            everything = self.page.locator('[data-test="confirm-all"]')
            self.tap(everything if everything.count() else confirm.first)
            expect(self.page.locator('[data-test="carried"]')).to_contain_text("Confirmed")
        # What somebody has to find out is an action already: who and by when stand in it.
        follows = self.page.locator('[data-test="offered-actions"] li button')
        if follows.count() and not self.page.locator("[data-row-id]").count():
            self.tap(follows)
            expect(self.page.locator("[data-row-id]")).to_have_count(1)
            self.answered |= {"act_what", "act_owner", "act_due"}
        proposed = self.page.locator('[data-test="next-time"]')
        if proposed.count():
            everything = proposed.locator('[data-test="take-all"]')
            self.tap(everything if everything.count() else proposed.locator(".wv-chip"))
            self.answered.add("must_see_next")
        later = self.page.get_by_role("button", name=re.compile("^Write it now"))
        if later.count() and later.first.is_visible():
            self.tap(later)
        while True:
            keys = self.page.evaluate(
                """() => [...document.querySelectorAll("#maincontent .wv-question")]
                  .filter((one) => one.checkVisibility()).map((one) => one.id.slice(2))"""
            )
            todo = [
                key for key in keys if key not in self.answered and key.rpartition("/")[2] in PLAN
            ]
            if not todo:
                return
            self.answer(todo[0])


def before(database_url: str) -> None:
    """The visit before this one, into the service."""
    form = forms.latest()
    left = {key: each for key, each in BEFORE.items() if form.field_of(key)}
    town.remember_a_visit(database_url, town.BABY, left, days_ago=35)


def record(tablet: Tablet, hand: Hand | None = None) -> Count:
    """The whole visit, on a tablet that is set up, after `before`; by touch, if no other `hand` is given."""
    page, form = tablet.page, forms.latest()
    hand, visited = hand or Hand(page), set[str]()
    hand.tap(page.get_by_role("list").get_by_role("link", name=tablet.baby.name).last)
    tablet.sees_heading(tablet.baby.name)
    page.evaluate(LISTEN)
    hand.tap(page.get_by_role("link", name="Start visit"))
    tablet.sees_heading("Start a visit")
    for code in ("earshot", "no"), ("contact_place", "baby_usual_home"):
        hand.choose(hand.question(code[0]), code[1])
    hand.tap(page.get_by_role("button", name="Start", exact=True))
    tablet.sees_heading(re.compile("^6 to 8 weeks, "))
    for _ in range(60):
        following = page.locator('[data-test="next-open"]')
        if not following.count():
            break
        page.evaluate(
            "document.querySelector('main form.wv-section')?.toggleAttribute('data-left', true)"
        )
        hand.tap(following)
        expect(page.locator(LED_TO)).to_be_visible()
        section = page.locator("#maincontent").get_attribute("data-section") or ""
        if section in OFFERED and section not in visited:
            expect(page.locator(OFFERED[section]).first).to_be_visible()
        visited.add(section)
        if section == "PP":
            for name in (town.BABY.mother, town.BABY.father):
                hand.tap(page.get_by_role("button", name=re.compile(f"^Add {name}")))
                expect(page.get_by_role("heading", level=2, name=re.compile(name))).to_be_visible()
        hand.page_through()
        if page.locator('main[data-section="WF"]').count():
            # The household of last time is looked at and confirmed; nothing in it is open by itself.
            hand.tap(page.locator('a[rel="next"]'))
            expect(page.locator('[data-test="carried"]')).to_contain_text("Avis Tansley")
            hand.page_through()
            hand.answered.add("hh_cares")
        expect(
            page.get_by_role("status").filter(has_text="Saved on this tablet").first
        ).to_be_visible()
        # What she wrote last is no longer said to be open.
        names = "|".join(re.escape(each.name) for each in form if each.id in hand.fields)
        said = page.locator('[data-test="next-open"] .wv-step__title')
        expect(said.filter(has_text=re.compile(f"^({names})$"))).to_have_count(0)
    hand.tap(page.get_by_role("link", name=re.compile("Check and submit$")))
    tablet.sees_heading("Check and submit")
    tablet.sees("Nothing is open")
    hand.tap(page.get_by_role("button", name="Submit"))
    expect(page.get_by_text(re.compile("With your manager|Signed; waiting"))).to_be_visible()
    core = {_shared(each.id) for each in form if each.core and block_of(each.id) not in FURTHER}
    done = {_shared(field) for field in hand.fields} | {"earshot"}
    heard = Counter((kind, place) for kind, place in page.evaluate("() => window.heard"))
    return Count(heard, core, core - done)


def table(count: Count) -> list[str]:
    """A line for each place, and the sum."""
    form = forms.latest()
    places = ["child", "start", "visit", *(section.code for section in form.sections), "check"]
    titles = {section.code: section.title for section in form.sections}
    titles |= {
        "child": "Child",
        "start": "Start a visit",
        "visit": "List of sections",
        "check": "Check and submit",
    }
    lines = ["| Where | Taps | Keys | Letters dictated |", "|---|---:|---:|---:|"]
    for place in places:
        counts = [count.heard[kind, place] for kind in ("tap", "key", "told")]
        if any(counts):
            lines.append(f"| {titles[place]} | " + " | ".join(map(str, counts)) + " |")
    sums = [count.of(kind) for kind in ("tap", "key", "told")]
    lines.append("| **All** | " + " | ".join(f"**{n}**" for n in sums) + " |")
    return lines


def _shared(id_of_field: str) -> str:
    """The questions of the parents' blocks are the same for each parent."""
    return re.sub("^(mother|father)_", "", id_of_field)


def measured() -> Count:
    """In a town of its own."""
    folder = Path(tempfile.mkdtemp(prefix="taps"))
    try:
        town.found(folder / "wholeview.sqlite")
        service = Service(f"sqlite:///{folder / 'wholeview.sqlite'}", folder)
        before(service.database_url)
        with sync_playwright() as playwright:
            tablet = Tablet(playwright, service, folder / "tablet")
            try:
                service.start()
                tablet.is_set_up()
                return record(tablet)
            finally:
                if tablet.context is not None:
                    tablet.context.close()
                service.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


WHAT = """\
An ordinary visit at six to eight weeks on version {version} of the form: the core questions, everything else that needs a
value, both parents present, somebody in the household from the visit before. Counted from what the browser heard, by
`python -m bench.taps --write`.

A tap is each touch of the screen, and two for a list that opens. Scrolling is not counted. Narrative is dictated: the tap
into its box counts. At most {target} taps are wanted, and no typing but figures and narrative. The keys are the figures of
the weight on the number pad. The action is added in one tap: it is made of what nobody knows yet, who finds it out, and the
day of the next contact.

{core} core questions apply (a parent’s counted once); {left} of them is left unanswered."""


def written(count: Count) -> str:
    """The page of docs/."""
    what = WHAT.format(
        version=forms.latest().version,
        target=TARGET,
        core=len(count.core),
        left=len(count.unanswered) or "none",
    )
    return "\n".join(["# How many taps a visit takes", "", what, "", *table(count), ""])


def main() -> None:
    """Measure, print, and with `--write` keep it. Ends with an error where it is too much."""
    count = measured()
    print(written(count))
    if count.faults():
        sys.exit("\n".join(count.faults()))
    if "--write" in sys.argv:
        PAGE.write_text(written(count), "utf-8")


if __name__ == "__main__":
    main()
