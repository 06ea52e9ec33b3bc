"""What somebody finds who picks up the tablet, or copies its disk: nothing of a family."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.journeys import browsers
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, PASSPHRASE, PASSWORD, VISITOR

TYPED = "Quillfeather mobile over the cot"
SEARCHED = "Thistlesearch"
IN_THE_CLEAR = "Plainspoken tansy"
ABOUT_A_FAMILY = (
    BABY.given_name,
    BABY.family_name,
    BABY.nhs_number,
    BABY.nhs_words,
    BABY.mother,
    BABY.father,
    BABY.home,
    TYPED,
    SEARCHED,
    PASSPHRASE,
    PASSWORD,
    VISITOR.name,
)
KEPT_IN_CACHES = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      kept[request.url] = await (await cache.match(request)).text();
  }
  return kept;
}"""
# The same words as they would stand on the disk if anything wrote them there unsealed.
LEAVE_SOMETHING_IN_THE_CLEAR = """async (words) => {
  const request = indexedDB.open("in-the-clear", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("plain");
  await new Promise((done) => { request.onsuccess = done; });
  const tx = request.result.transaction("plain", "readwrite", {durability: "strict"});
  tx.objectStore("plain").put(words, "words");
  await new Promise((done) => { tx.oncomplete = done; });
}"""


@pytest.mark.own_browser
def test_nothing_of_a_family_is_left_behind(tablet: Tablet) -> None:
    page = tablet.page
    titles = set()
    page.get_by_label("Find a child by name or NHS number").fill(SEARCHED)
    page.get_by_label("Find a child by name or NHS number").fill(BABY.family_name)
    tablet.opens_the_child()
    tablet.starts_a_visit()
    for section, question, answer in (
        ("Where baby lives and sleeps", "Who does baby live with?", "Both parents"),
        ("Baby seen today", "Did you see baby?", "Yes, awake"),
        ("Baby seen today", "What did baby do? How did baby look and sound?", TYPED),
    ):
        tablet.opens_section(section)
        tablet.answers(question, answer)
        titles.add(page.title())
    tablet.goes_back_to_the_visit()
    titles.add(page.title())
    tablet.goes_to_check()
    assert TYPED in tablet.reads_everything()["What you saw of baby"]
    tablet.submits()
    titles.add(page.title())
    tablet.goes_to_waiting()
    tablet.sees_everything_sent()

    # Titles and addresses say which screen it is, never whose.
    assert titles == {"Wholeview – Visit", "Wholeview – Check and submit"}
    assert "http" in page.url
    nothing_of_a_family_in("the address", page.url)

    # The caches hold blank pages and what they are made of.
    kept = page.evaluate(KEPT_IN_CACHES)
    assert any("/app/forms/4.json?" in url for url in kept)
    assert "What did baby do?" in "".join(kept.values())
    for url, content in kept.items():
        assert "/api/" not in url
        nothing_of_a_family_in(url, url + content)

    # On the disk, in whatever file: nothing.
    page.evaluate(LEAVE_SOMETHING_IN_THE_CLEAR, IN_THE_CLEAR)
    tablet.closes_the_browser()
    history = visited(tablet.profile)
    assert any("/app/today" in line for line in history)
    nothing_of_a_family_in("the history", "\n".join(history))
    on_the_disk = {words for words, _ in found(tablet.profile, (IN_THE_CLEAR, *ABOUT_A_FAMILY))}
    assert on_the_disk == {IN_THE_CLEAR}, found(tablet.profile, ABOUT_A_FAMILY)


def nothing_of_a_family_in(where: str, content: str) -> None:
    """No name, number, place or typed word of the visit."""
    for words in ABOUT_A_FAMILY:
        assert words not in content, f"{where} holds {words!r}"


def visited(profile: Path) -> list[str]:
    """Addresses and titles in the browser's history."""
    database = sqlite3.connect(f"file:{profile}/Default/History?immutable=1", uri=True)
    try:
        return [f"{url} {title}" for url, title in database.execute("SELECT url, title FROM urls")]
    finally:
        database.close()


def found(profile: Path, wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Which of these words stand in which file of the profile, in UTF-8 or UTF-16."""
    browsers.kill(profile)  # whatever of it has not ended yet
    forms = [(words, (words.encode(), words.encode("utf-16-le"))) for words in wanted]
    where = []
    for file in profile.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            name = str(file.relative_to(profile))
            where += [(words, name) for words, both in forms if any(one in content for one in both)]
    return where
