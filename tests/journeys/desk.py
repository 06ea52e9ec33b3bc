"""Desks in the office: the manager's, the analyst's, the administrator's. The verbs are what they do there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.service import Service
from tests.journeys.town import BABY, PASSWORD, Baby, Worker


class Desk:
    """Somebody at a desk, in a browser of her own."""

    def __init__(self, context: BrowserContext, service: Service, worker: Worker) -> None:
        self.context = context
        self._service = service
        self.worker = worker
        self.page: Page = context.new_page()

    def signs_in(self) -> None:
        """Comes to the page where her work begins."""
        self.page.goto(self._service.url)
        self._gives_her_name()

    def _gives_her_name(self) -> None:
        self.page.get_by_label("Username").fill(self.worker.username)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def signs_out_in_another_tab(self) -> None:
        """What the first tab shows stays as it is."""
        other = self.context.new_page()
        other.goto(self._service.url)
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
        other.close()

    def signs_in_in_another_tab(self, said: Locator) -> None:
        """By the link in what she is told."""
        with self.context.expect_page() as opened:
            said.get_by_role("link").click()
        first, self.page = self.page, opened.value
        self._gives_her_name()
        self.page.close()
        self.page = first

    def sees(self, words: str | re.Pattern[str]) -> None:
        """These words are on the page."""
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()

    def follows(self, control: Locator) -> None:
        """A link, or a button that sends a form; returns when the next page is there, so that nothing looks at the last."""
        with self.page.expect_navigation():
            control.click()

    # -- the manager -----------------------------------------------------------------------------

    def looks_at_what_waits(self, kind: str = "To decide") -> None:
        """All of it, or one kind by the link that carries its count."""
        self.page.goto(f"{self._service.url}/review/")
        kinds = self.page.get_by_role("navigation", name="Kinds of waiting")
        self.follows(kinds.get_by_role("link", name=re.compile(rf"(^|\d+ ){kind}$")))

    def waiting(self, baby: Baby = BABY) -> Locator:
        """The line about a child in what waits."""
        return self.page.get_by_role("listitem").filter(
            has=self.page.get_by_role("link", name=baby.name)
        )

    def opens_the_visit(self, baby: Baby = BABY) -> None:
        """From what waits."""
        self.follows(self.waiting(baby).get_by_role("link", name=baby.name))

    def entry(self, question: str) -> Locator:
        """A question and its answer on the page of a visit."""
        words = re.compile(rf"^\s*{re.escape(question)}\s")  # marks such as “Changed” may follow
        asked = self.page.locator(".wv-entry__question").filter(has_text=words)
        return self.page.locator(".wv-entry").filter(has=asked)

    def kind_of(self, question: str) -> str:
        """The word under which an answer stands: Seen, Told, Record, My view …"""
        band = self.page.locator(".wv-band").filter(has=self.entry(question))
        return band.locator(".wv-band__kind").inner_text().split(",")[0].strip()

    def sees_why_not(self, reason: str, question: str) -> None:
        """The question is listed under this reason among what was not asked or not recorded."""
        listed = self.page.get_by_role("region", name="Not asked or not recorded, and why")
        under = listed.locator("dl > div").filter(has_text=reason)
        expect(under.get_by_role("link", name=question).first).to_be_visible()

    def comments_on(self, question: str, words: str) -> None:
        """Beside the question itself."""
        entry = self.entry(question)
        entry.get_by_text("Comment", exact=False).last.click()
        entry.get_by_label("What should the visitor look at again?").fill(words)

    def has_commented_on(self, question: str, words: str) -> None:
        """It stands in the box."""
        box = self.entry(question).get_by_label("What should the visitor look at again?")
        expect(box).to_have_value(words)

    def returns_the_visit(self) -> None:
        """With what was commented."""
        self.follows(self.page.get_by_role("button", name="Return with comments"))

    def signs_off(self) -> None:
        """And is asked whether she has seen what stays open."""
        self.follows(self.page.get_by_role("button", name="Sign off"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign off this visit?")

    def says_yes(self) -> None:
        """She has."""
        self.follows(self.page.get_by_role("button", name="Yes, sign it off"))

    # -- the analyst -----------------------------------------------------------------------------

    def looks_at_first_rows(self, state: str) -> None:
        """All tables, narrowed to how far visits were reviewed."""
        self.page.get_by_role("group", name="How far reviewed").get_by_label(
            state, exact=True
        ).check()
        self.follows(self.page.get_by_role("button", name="Look at the first rows"))

    def downloads(self, purpose: str, words: str, folder: Path) -> Path:
        """The zip with the data dictionary."""
        self.page.get_by_role("group", name="What is it for?").get_by_label(purpose).check()
        self.page.get_by_label("In your own words").fill(words)
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="Download").click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    # -- the administrator -----------------------------------------------------------------------

    def signs_out_everywhere(self, worker: Worker) -> None:
        """Ends every sign-in of somebody."""
        self.follows(self.page.get_by_role("link", name=worker.name))
        self.page.get_by_role("button", name="Sign out everywhere").click()
        self.sees("0 places")

    def closes_the_account_of(self, worker: Worker, tablet: str) -> None:
        """With her only tablet, of this code; is asked whether she means it."""
        self.page.goto(f"{self._service.url}/people")
        self.follows(self.page.get_by_role("link", name=worker.name))
        self.follows(self.page.get_by_role("button", name="Close this account"))
        self.sees(f"1 tablet is withdrawn with it: {tablet}.")
        self.follows(self.page.get_by_role("button", name="Yes, close it"))
        self.sees("The account is closed.")

    def withdraws_the_tablet_of(self, worker: Worker) -> None:
        """The one of hers that is still in use."""
        self.page.goto(f"{self._service.url}/devices/")
        in_use = self.page.get_by_role("listitem").filter(has_not_text="Withdrawn")
        self.follows(in_use.get_by_role("link", name=worker.name))
        self.follows(self.page.get_by_role("button", name="Withdraw this tablet"))
        self.follows(self.page.get_by_role("button", name="Yes, withdraw it"))
        self.sees("The tablet is withdrawn.")

    def brings_in(self, rescued: Path, *, passphrase: str, whose: Worker | None = None) -> None:
        """A rescue file; its visitor types the passphrase. `whose`: of a tablet nobody has heard of."""
        self.page.goto(f"{self._service.url}/devices/rescue")
        self.page.get_by_label("A rescue file", exact=True).check()
        self.page.get_by_label("Rescue file", exact=True).set_input_files(rescued)
        self.page.get_by_label("Or the visitor types the passphrase").fill(passphrase)
        if whose:
            self.page.get_by_text("The service has never heard of the tablet", exact=True).click()
            self.page.get_by_label("Whose tablet it is").select_option(whose.name)
        self.page.get_by_role("button", name="Open and bring in").click()

    def brings_in_what_was_handed_in(self, private_key: Path) -> None:
        """The first that nobody has brought in yet, opened with the key from the safe."""
        self.page.goto(f"{self._service.url}/devices/rescue")
        waiting = self.page.locator(".nhsuk-radios__item").filter(has_text="handed in")
        waiting.filter(has_not_text="brought in").first.get_by_role("radio").check()
        self.page.get_by_label("private recovery key").set_input_files(private_key)
        self.page.get_by_role("button", name="Open and bring in").click()
