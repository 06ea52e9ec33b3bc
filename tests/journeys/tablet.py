"""A tablet in a visitor's hands. The verbs are what she does, `sees_…` is what she is told; both in the words on the
screen, so that a journey reads as one would tell it.
"""

from __future__ import annotations

import copy
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.journeys import browsers
from tests.journeys.service import Service
from tests.journeys.town import BABY, PASSPHRASE, PASSWORD, PIN, VISITOR, Baby, Worker


class Written(NamedTuple):
    """Words typed where one could also have chosen from the record."""

    words: str


class NotRecorded(NamedTuple):
    """The reason why a question has no answer."""

    reason: str


class Gestation(NamedTuple):
    """How long a pregnancy was."""

    weeks: int
    days: int


class View(NamedTuple):
    """What she thinks, and the entry it rests on, in the words of lists."""

    words: str
    rests_on: str


class Unknown(NamedTuple):
    """A thing nobody knows yet, who finds it out, and by when."""

    what: str
    who: str
    by: date


Answer = str | list[str] | date | Gestation | View | Written | NotRecorded | Unknown | bool

TERM_AND_WORDS = """(rows) => rows.map((row) =>
  ["dt", "dd"].map((part) => row.querySelector(part).innerText.trim()))"""

OWN_BROWSER = "mark a journey that closes or kills its browser, or reads its disk: own_browser"


class Tablet:
    """One tablet: a browser profile that outlives the browser, the visitor who holds it, the service it may reach.

    Without a profile it is beside others in one browser, which it neither closes nor kills.
    """

    def __init__(
        self,
        playwright: Playwright,
        service: Service,
        profile: Path,
        visitor: Worker = VISITOR,
        shared: Browser | None = None,
    ) -> None:
        self._playwright = playwright
        self._shared = shared
        self._service = service
        self._connected = True
        self._profile = profile
        self.temporary: Path | None = None  # where its browser puts what it needs for a while
        self.name = profile.name
        self.visitor = visitor
        self.baby = BABY
        self.context: BrowserContext | None = None
        self._tab = 0

    # -- the thing itself ------------------------------------------------------------------------

    @property
    def profile(self) -> Path:
        """Where its browser keeps what outlives it; one beside others keeps nothing, and a search would find nothing."""
        assert self._shared is None, OWN_BROWSER
        return self._profile

    @property
    def page(self) -> Page:
        """What is on the screen."""
        assert self.context is not None, "the browser is closed"
        return self.context.pages[self._tab]

    def opens(self, path: str = "/app/today") -> None:
        """The browser is started and taken to the app."""
        self.context = (
            browsers.beside_others(self._shared)
            if self._shared
            else browsers.on_profile(self._playwright, self.profile, temporary=self.temporary)
        )
        self.context.tracing.start()
        self.context.set_offline(not self._connected)
        self.page.goto(self._service.url + path)

    def in_another_tab(self) -> Tablet:
        """The same tablet, seen through a further tab of its browser, which the first one lets in."""
        assert self.context is not None
        other = copy.copy(self)
        other._tab = len(self.context.pages)
        self.context.new_page().goto(self._service.url + "/app/today")
        return other

    def is_let_in(self) -> None:
        """By the first tab; asked once more, if that one was too busy to answer in time."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile("^(Today|Unlock)$"))
        if heading.inner_text() == "Unlock":
            self.page.reload()
        self.sees_heading("Today")

    def closes_the_browser(self) -> None:
        """By hand, as at the end of a visit."""
        assert self._shared is None, OWN_BROWSER
        assert self.context is not None
        self.context.close()
        self.context = None

    def is_killed(self) -> None:
        """The system takes the browser away without a word."""
        assert self.context is not None
        browsers.kill(self.profile)
        browsers.give_up(self.context)
        self.context = None

    def loses_the_network(self) -> None:
        """The radio is out of reach, and for certain: the service's process is stopped."""
        self._service.stop()
        self._connected = False
        assert self.context is not None
        self.context.set_offline(True)

    def finds_the_network(self) -> None:
        """The service runs, and the radio is back."""
        self._service.start()
        self._connected = True
        assert self.context is not None
        self.context.set_offline(False)

    def comes_near_a_network(self) -> None:
        """While its browser is closed; the service runs already."""
        self._connected = True

    def sign_in_ends(self) -> None:
        """Its hours are over: the browser has nothing to show for it any more."""
        assert self.context is not None
        self.context.clear_cookies()

    # -- in and out ------------------------------------------------------------------------------

    def signs_in(self, place: Page | Locator | None = None, *, password: str = PASSWORD) -> None:
        """Username and password, on a screen or in the dialog above it."""
        place = place or self.page
        place.get_by_label("Username").fill(self.visitor.username)
        place.get_by_label("Password", exact=True).fill(password)
        place.get_by_role("button", name="Sign in").click()

    def is_handed_to(self, colleague: Worker) -> None:
        """Hidden and locked: somebody else signs in on it."""
        self.page.get_by_role("button", name="Close").click()
        self.visitor = colleague
        self.page.get_by_role("button", name="Someone else signs in").click()
        self.signs_in()

    def sets_a_passphrase(self) -> None:
        """At the first use; what the service has is still to come when this returns."""
        self.sees_heading("Choose your passphrase")
        self.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        self.page.get_by_label("The same passphrase again").fill(PASSPHRASE)
        self.page.get_by_role("button", name="Set up this tablet").click()
        self.sees_heading("Today")

    def chooses_a_passphrase(self) -> None:
        """At the first use; the tablet is ready for a day without network when this returns."""
        self.sets_a_passphrase()
        self.is_ready_for_a_day_offline()

    def is_ready_for_a_day_offline(self) -> None:
        """What the service has is there, and so are the pages."""
        self.sees("Everything is sent")
        # What is below the search moves down when the first children come.
        expect(self.page.get_by_text("once they have been fetched")).to_have_count(0)
        # The pages are stored behind the first screens; a tablet taken out of the network before that has to be online
        # once more.
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def is_set_up(self) -> None:
        """Opened, signed in, passphrase chosen: a tablet as it lies in the bag in the morning."""
        self.opens()
        self.signs_in()
        self.chooses_a_passphrase()

    def unlocks(self) -> None:
        """With the passphrase, network or not."""
        self.sees_heading("Unlock")
        self.page.get_by_label(f"Passphrase of {self.visitor.initials}").fill(PASSPHRASE)
        self.page.get_by_role("button", name="Unlock").click()
        expect(self.page.get_by_role("heading", name="Unlock")).to_have_count(0)

    def sets_a_pin(self) -> Locator:
        """On the page of this tablet; returns the form, to go on with."""
        self.page.get_by_role("link", name="This tablet").click()
        self.page.get_by_text("Set a short PIN").click()
        form = self.page.locator("[data-test=set-pin]")
        form.get_by_label("Your passphrase").fill(PASSPHRASE)
        form.get_by_label("PIN", exact=True).fill(PIN)
        form.get_by_label("The same PIN again").fill(PIN)
        form.get_by_role("button", name="Set PIN").click()
        self.sees("Your PIN is set.")
        return form

    def hides(self) -> None:
        """Somebody comes in."""
        self.page.get_by_role("button", name="Hide").click()

    # -- from screen to screen -------------------------------------------------------------------

    def goes_to_today(self) -> None:
        """By the bar at the top."""
        self._bar().get_by_role("link", name="Today").click()
        self.sees_heading("Today")

    def goes_to_waiting(self) -> None:
        """By the bar at the top, whatever it says there."""
        self._bar().get_by_role("link").nth(1).click()
        self.sees_heading("Waiting and sent")

    def reads_its_code(self) -> str:
        """On the page about this tablet; comes back to Today."""
        self.page.get_by_role("link", name="This tablet").click()
        self.sees_heading("This tablet")
        code = self.page.locator("[data-test=code]").inner_text()
        self.goes_to_today()
        return code

    def opens_the_child(self, baby: Baby = BABY) -> None:
        """From the caseload."""
        self.baby = baby
        self.page.get_by_role("list").get_by_role("link", name=baby.name).last.click()
        self.sees_heading(baby.name)

    def starts_a_visit(
        self,
        *,
        overheard_by: str = "No",
        contact: str = "6 to 8 weeks",
        place: str = "Baby’s usual home",
        how: str = "Face to face",
    ) -> None:
        """From the child's page, now."""
        self.page.get_by_role("link", name="Start visit").click()
        self.sees_heading("Start a visit")
        self.sees_whose_visit_it_is()
        if how != "Face to face":
            self.page.get_by_role("button", name="Change").click()
            self.answers("How did the contact take place?", how)
        self._begins(overheard_by, contact, place)
        self.sees_whose_visit_it_is()

    def meets_before_birth(self, family_name: str, due: date) -> None:
        """A child who is not on her list and not born yet; the visit begins."""
        self.page.get_by_role("link", name="A child who is not on your list").click()
        self.page.get_by_label("Family name").fill(family_name)
        self.page.get_by_label("Not born yet").check()
        self._writes_day(self.page.locator("[data-question=edd]"), due)
        self._begins("No", "Antenatal", "Baby’s usual home")

    def meets(self, baby: Baby) -> None:
        """A child who is not on her list, on a doorstep; the visit begins."""
        self.baby = baby
        self.page.get_by_role("link", name="A child who is not on your list").click()
        self.sees_heading("A child who is not on your list")
        for box, words in (
            ("Given name, if there is one", baby.given_name),
            ("Family name", baby.family_name),
            ("NHS number, if you have it", baby.nhs_words),
        ):
            self.page.get_by_label(box).fill(words)
        self._writes_day(self.page.locator("[data-question=baby_dob]"), baby.born)
        self._begins("No", "6 to 8 weeks", "Baby’s usual home")
        self.sees_whose_visit_it_is()

    def _begins(self, overheard_by: str, contact: str, place: str) -> None:
        self.answers("Could anyone else hear you or see this screen now?", overheard_by)
        self.answers("Where did it take place?", place)
        kind = self.question("What type of contact is this?")
        if not kind.get_by_label(contact, exact=True).is_checked():
            if not kind.is_visible():
                self.page.get_by_role("button", name="Change").click()
            self.answers("What type of contact is this?", contact)
        self.page.get_by_role("button", name="Start", exact=True).click()
        self.sees_heading(re.compile(rf"^{contact}, "))

    def opens_the_visit(self) -> None:
        """From the list of open visits, or from where something of it waits."""
        self.page.get_by_role("main").get_by_role("link", name=self.baby.name).first.click()
        self.sees_whose_visit_it_is()

    def opens_the_visit_of(self, contact: str = "6 to 8 weeks") -> None:
        """From the timeline on the child's page, which names a contact before it opens it."""
        timeline = self.page.get_by_role("main")
        timeline.get_by_role("button", name=re.compile(rf"\b{contact}, ")).first.click()
        timeline.get_by_role("link", name="Open this visit").first.click()
        self.sees_whose_visit_it_is()

    def opens_section(self, title: str) -> None:
        """From the list of sections, which every section page links back to."""
        back = self.page.get_by_role("link", name="All sections")
        wanted = self.page.get_by_role("main").get_by_role("link", name=title, exact=True)
        # Drawn: from now on it can be seen which of the two pages it is.
        expect(back.or_(wanted).first).to_be_visible()
        if back.count():
            back.click()
        wanted.click()
        self.sees_heading(title)
        self.sees_whose_visit_it_is()

    def goes_on_to(self, title: str) -> None:
        """By the link at the foot of a section."""
        self.page.get_by_role("link", name=f"Next {title}", exact=True).click()
        self.sees_heading(title)
        self.sees_whose_visit_it_is()

    def goes_to_check(self) -> None:
        """From the list of sections."""
        self.page.get_by_role("main").get_by_role("link", name="Check and submit").click()
        self.sees_heading("Check and submit")
        self.sees_whose_visit_it_is()

    def goes_back_to_the_visit(self) -> None:
        """By the link at the top of a section."""
        self.page.get_by_role("link", name="All sections").click()
        expect(self.page.get_by_role("link", name="Check and submit")).to_be_visible()

    def submits(self) -> None:
        """At the end of the check page."""
        self.page.get_by_role("button", name="Submit").click()

    def signs_without_a_network(self, done: str) -> None:
        """From the sections, what the rules ask having come to `done`: replied to, taken over, signed; then it is sent."""
        self.goes_to_check()
        self.answers_findings(done)
        self.submits()
        self.follows("Reply to the indicators is still open")
        self.replies_to_indicators("Considered")
        self.opens_section("Plan")
        self.takes_what_is_proposed()
        self.goes_back_to_the_visit()
        self.goes_to_check()
        self.sees("Nothing is open")
        self.submits()
        self.sees("Signed; waiting to be sent")
        self.finds_the_network()
        self.goes_to_today()
        self.sees_everything_sent()

    # -- questions -------------------------------------------------------------------------------

    def question(self, words: str, place: Locator | None = None) -> Locator:
        """The question with these words, with all that stands around its answer."""
        place = place or self.page.get_by_role("main")
        words = self._spoken(words)
        return place.locator("[data-question]").filter(has=self.page.get_by_text(words, exact=True))

    def _spoken(self, words: str) -> str:
        """The form's words as the tablet says them: it speaks of the parents on the record by name."""
        for parent, name in (
            ("mother", self.baby.mother),
            ("father or second parent", self.baby.father),
        ):
            words = re.sub(
                f"(?<=See )(the )?{parent}|(?<=with )(the )?{parent}|the {parent}", name, words
            )
        return words

    def answers(self, words: str, answer: Answer, place: Locator | None = None) -> None:
        """Gives an answer, in whatever way the question asks for it."""
        asked, words = self.question(words, place), self._spoken(words)
        self.unfolds(asked)
        expect(asked).to_be_visible()  # another answer may just have opened it
        match answer:
            case NotRecorded(reason):
                asked.get_by_role("button", name="Couldn’t record this").click()
                asked.get_by_role("group", name="Why not?").get_by_role(
                    "button", name=reason, exact=True
                ).click()
            case Unknown(what, who, by):
                asked.get_by_label("What we do not know").fill(what)
                asked.get_by_role("textbox", name="Who will find out").fill(who)
                self._writes_day(asked, by)
            case View(words_, entry):
                if asked.get_by_role("radio").count():
                    asked.get_by_label(words_, exact=True).check()
                else:
                    asked.get_by_role("textbox", name=words, exact=True).fill(words_)
                self._rests(asked, entry)
            case Gestation(weeks, days):
                asked.get_by_label("Weeks", exact=True).fill(str(weeks))
                asked.get_by_label("Days", exact=True).fill(str(days))
            case Written(typed):
                add = asked.get_by_role(
                    "button", name=re.compile("^(Add a person|Another address)")
                )
                if add.count():
                    add.click()
                asked.get_by_role("textbox").fill(typed)
            case bool():
                asked.get_by_label(words, exact=True).check()
            case list():
                for choice in answer:
                    asked.get_by_label(self._spoken(choice), exact=True).check()
            case date():
                self._writes_day(asked, answer)
            case str() if asked.get_by_role("radio").count():
                asked.get_by_label(answer, exact=True).check()
            case str() if asked.get_by_role("combobox", name=words, exact=True).count():
                asked.get_by_role("combobox", name=words, exact=True).select_option(label=answer)
            case str():
                asked.get_by_label(words, exact=True).fill(answer)

    def _rests(self, asked: Locator, entry: str) -> None:
        # The list opens by itself where a view is typed, and a moment later holds its entries.
        closed = asked.get_by_role("button", name="Pick entries…")
        opened = asked.get_by_role("button", name="Close the list")
        expect(closed.or_(opened)).to_be_visible()
        if closed.count():
            closed.click()
        asked.get_by_role("checkbox", name=re.compile(re.escape(entry))).first.check()

    def answers_findings(self, words: str) -> int:
        """Says what was done about everything the safety rules ask on this page; how many they were."""
        found = self.page.get_by_role("main").locator("[data-rule]")
        expect(found.first).to_be_visible()
        assert found.filter(visible=True).count() <= 3, "at most three stand open on a page"
        self._unfolds_findings()
        asked = [
            str(one.get_attribute("data-rule"))
            for one in found.all()
            if one.get_by_role("textbox").count()
        ]
        for rule in asked:
            self.replies(rule, words)
        return len(asked)

    def replies(self, rule: str, words: str, how: str = "Done") -> None:
        """Answers one finding of the safety rules on this page."""
        self._unfolds_findings()
        finding = self.page.locator(f"[data-rule={rule}]")
        finding.get_by_role("textbox").first.fill(words)
        finding.get_by_role("button", name=how, exact=True).click()
        expect(finding.get_by_role("textbox")).to_have_count(0)

    def _unfolds_findings(self) -> None:
        self.page.locator("[data-test=more-findings], [data-test=answer]").evaluate_all(
            "folds => folds.forEach((fold) => (fold.open = true))"
        )

    def replies_to_indicators(self, reply: str) -> None:
        """The same to each that is named, on the page of the question."""
        asked = self.page.locator("#q-indicators_reply")
        expect(asked.get_by_role("radio", name=reply).first).to_be_visible()
        for radio in asked.get_by_role("radio", name=reply).all():
            radio.check()
        assert "IND-" not in asked.inner_text()
        self.sees_saved()

    def follows(self, words: str) -> None:
        """A line of what holds the signature, to the question it is about."""
        self.page.get_by_role("alert").get_by_role("link", name=words).click()

    def leaves_out_of_next_time(self, what: str, why: str) -> None:
        """On the page of the plan: something that is proposed for the next visit and need not be done then."""
        proposed = self.page.locator("[data-test=next-time] li").filter(has_text=what)
        proposed.get_by_role("button", name=f"Leave out… {what}").click()
        box = proposed.get_by_label("Why not next time?")
        box.fill("No")
        proposed.get_by_role("button", name="Leave it out").click()
        expect(box).to_be_focused()
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_accessible_description(re.compile("Say it in a few words"))
        box.fill(why)
        proposed.get_by_role("button", name="Leave it out").click()
        expect(proposed).to_contain_text(f"Left out: {why}")

    def takes_what_is_proposed(self) -> None:
        """All of it onto the list for next time, in one tap."""
        self.page.get_by_role("button", name="Take all").click()
        expect(self.page.get_by_role("button", name="Take all")).to_have_count(0)
        self.sees_saved()

    def unfolds(self, asked: Locator) -> None:
        """A question that is folded away, or a view that is written after the visit."""
        expect(asked).to_have_count(1)
        fold = asked.locator("xpath=ancestor::details[@data-fold]")
        if fold.count():  # not by a press: an answer before it may just be opening it
            fold.evaluate("fold => { fold.open = true; }")
        later = asked.get_by_role("button", name=re.compile("^Write it now"))
        if later.count():
            later.click()

    def types(self, words: str, text: str) -> None:
        """Letter by letter at the end of what stands there, and goes on without a pause."""
        box = self.question(words).get_by_label(words, exact=True)
        box.press("End")
        box.press_sequentially(text)

    def _writes_day(self, asked: Locator, day: date) -> None:
        for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            asked.get_by_label(box, exact=True).fill(str(number))

    def says_who_told(self, words: str, source: str, name: str = "") -> None:
        """Where an answer comes from."""
        asked = self.question(words)
        offered = asked.get_by_role("button", name=re.compile(f"^{source}"))
        if offered.count() and not name:
            offered.click()
            return
        asked.get_by_role("button", name="Other source…").click()
        asked.get_by_label("Source", exact=True).select_option(label=source)
        if name:
            asked.get_by_label(re.compile("Who said it|Which record")).fill(name)

    def begins_another_account(self, words: str) -> None:
        """Somebody else says otherwise; what stands there stays."""
        says = re.compile("^Somebody says something else")
        self.question(words).get_by_role("button", name=says).click()

    def hears_another_account(self, words: str, answer: Answer, source: str) -> None:
        """What somebody else says to a question that has an answer with a source."""
        self.begins_another_account(words)
        self.answers(f"Another account: {words}", answer)
        self.says_who_told(f"Another account: {words}", source)

    def says_how_it_was_told(self, words: str, source: str, *, asked: str, present: str) -> None:
        """By whom, to which question, and who else heard it."""
        self.says_who_told(words, source)
        told = self.question(words)
        told.get_by_role("button", name="More…").click()
        told.get_by_label("What was asked?").fill(asked)
        told.get_by_label("Who else was there?").fill(present)
        told.get_by_label("Who else was there?").press("Tab")
        # A slip of the thumb takes the source away; the next tap brings it back as it was.
        chosen = told.get_by_role("button", name=re.compile("asked “"))
        chosen.click()
        expect(chosen).to_have_count(0)
        told.get_by_role("button", name=re.compile(f"^{source}")).click()
        expect(chosen).to_have_attribute("aria-pressed", "true")

    def leaves_and_comes_back(self, section: str) -> None:
        """By the page of the visit, which comes once everything on the screen is stored. The header says "Saved"
        of what was written before as well.
        """
        self.goes_back_to_the_visit()
        self.opens_section(section)

    def has_a_row(self) -> Locator:
        """The first caregiver, person or mark on a page that asks the same of several; added if there is none yet."""
        rows = self.page.get_by_role("main").locator("[data-row-id]")
        add = self.page.get_by_role("main").locator("[data-add-row]")
        expect(add).to_be_visible()  # drawn with the rows: from now on they can be counted
        if not rows.count():
            add.click()
        return rows.first

    def tries_now(self) -> None:
        """By the button beside the words that something waits; what was sent meanwhile by itself has none."""
        button = self.page.get_by_role("button", name="Try now")
        expect(button.or_(self.page.get_by_text("Everything is sent")).first).to_be_visible()
        button.evaluate_all("(found) => found[0]?.click()")

    def is_taken_out_again(self) -> None:
        """Out of the bag, where its screen was dark: what a browser tells the page then. It asks what is new."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def says_who_is_in_earshot(self, words: str) -> None:
        """In the header of the visit, at any moment; that nobody is, twice."""
        self.header.get_by_role("button", name=re.compile("(Short|Whole) form")).click()
        self.header.get_by_role("button", name=words, exact=True).click()
        if words == "No":
            self.header.get_by_role("button", name="Yes, I am sure").click()

    def says_again_that_nobody_hears(self) -> None:
        """After she unlocked: the record has it, and who is beside her now only she can say."""
        self.sees_the_form_is("Short")
        self.header.get_by_role("button", name="Short form").click()
        self.header.get_by_role("button", name="No", exact=True).click()
        self.sees_the_form_is("Whole")

    def sees_the_form_is(self, length: str) -> None:
        """ "Short" while somebody could overhear, else "Whole": all the header says about it."""
        expect(self.header.get_by_role("button", name=f"{length} form")).to_be_visible()

    def reads_everything(self) -> dict[str, str]:
        """The check page as it stands: question to what is said there. Rows of a group are numbered by their order."""
        said: dict[str, str] = {}
        rows = self.page.get_by_role("main").locator("dl > div")
        for name, words in rows.evaluate_all(TERM_AND_WORDS):
            while name in said:
                name += "+"
            said[name] = words
        return said

    # -- what she is told ------------------------------------------------------------------------

    @property
    def header(self) -> Locator:
        """What never scrolls away during a visit."""
        return self.page.get_by_role("region", name="This visit")

    def _bar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Wholeview")

    def sees(self, words: str | re.Pattern[str]) -> None:
        """These words are on the page, or come."""
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()

    def sees_nowhere(self, words: str | re.Pattern[str]) -> None:
        """These words are not in the document at all, visible or not."""
        expect(self.page.get_by_text(words)).to_have_count(0)

    def sees_heading(self, words: str | re.Pattern[str]) -> None:
        """The screen is the one with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def sees_whose_visit_it_is(self) -> None:
        """Three identifiers of the child, on every screen of a visit."""
        header = self.header
        expect(header).to_contain_text(self.baby.name)
        expect(header).to_contain_text(f"NHS {self.baby.nhs_words}")
        expect(header).to_contain_text(
            re.compile(rf"Born {self.baby.born.day} \w+ {self.baby.born.year}")
        )
        expect(header).to_contain_text(re.compile(r"\d+ weeks?"))

    def sees_saved(self, *, sent: bool | None = None) -> None:
        """The header says since when what was written is on the tablet; and, where it is asked, whether it is sent."""
        end = {None: "", True: ", sent$", False: "$"}[sent]
        saved = self.header.locator("[data-test=saved]")
        expect(saved).to_have_text(re.compile(rf"^Saved on this tablet \d\d:\d\d{end}"))

    def sees_sent(self) -> None:
        """All of this visit is sent; a screen that was opened after that says no more than so."""
        saved = self.header.locator("[data-test=saved]")
        expect(saved).to_have_text(re.compile(r"^(Saved on this tablet \d\d:\d\d, sent|Sent)$"))

    def sees_answer(self, words: str, answer: str, place: Locator | None = None) -> None:
        """This choice is made, or these words stand in the box."""
        asked = self.question(words, place)
        expect(asked).to_be_attached()  # drawn: from now on its controls can be counted
        if asked.get_by_role("radio").count():
            expect(asked.get_by_label(answer, exact=True)).to_be_checked()
        else:
            expect(asked.get_by_label(words, exact=True)).to_have_value(answer)

    def sees_under(self, question: str, words: str) -> None:
        """These words stand under the question."""
        expect(self.question(question)).to_contain_text(words)

    def sees_everything_sent(self) -> None:
        """The tablet says so by itself."""
        self.sees("Everything is sent")
