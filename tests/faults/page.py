"""docs/faults.md from a run: `pytest -m "" -k … --faults-page docs/faults.md`, as `make chaos` does.

A fault is survived when every test that names its number passed, in part when one was skipped, with the reason on the
page. A run in pieces makes one page: what was tried before at the same commit is kept in instance/faults.json, and counts
until the same test is run again. Where a file was in no commit, the page says so at its top. Beside the faults it tells of
every folder that `make chaos` names, of the random machine's stories with their seeds, and of the seeded bugs: what was not
run for this page is said to be so.
"""

from __future__ import annotations

import json
import platform
import re
import shlex
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.catalogue import FAMILIES, FAULTS, REAL_TABLETS

ROOT = Path(__file__).parents[2]
NUMBERED = re.compile(r"(?:test_|\[)(\d\d)[ _]")


def faults_of(nodeid: str) -> set[int]:
    """The numbers a test names, in itself or in its case."""
    numbers = {int(number) for number in NUMBERED.findall(nodeid)}
    return numbers & FAULTS.keys()


@dataclass
class Ended:
    """One test: what came of it, the faults it tries, why it was skipped, and the chance it took
    (tests/sync/test_machine.py): `stories`, as [whose, first seed, seeds, stories of each], or `seeded_bug`, as [whose,
    name, how many there are].
    """

    outcome: str
    faults: list[int] = field(default_factory=list)
    skipped: str = ""
    stories: list[Any] = field(default_factory=list)
    seeded_bug: list[Any] = field(default_factory=list)


class Tally:
    """Outcomes by test, gathered while the tests run."""

    def __init__(self) -> None:
        self.tests: dict[str, Ended] = {}
        self.commands: list[str] = []
        self.changed = _changed()

    def note(self, nodeid: str, outcome: str, told: dict[str, Any]) -> None:
        """One test has ended; `told` is what it said of itself: faults, skipped, stories, seeded_bug."""
        numbers = (faults_of(nodeid) | set(told.get("faults", []))) & FAULTS.keys()
        self.tests[nodeid] = Ended(
            outcome,
            sorted(numbers),
            told.get("skipped", ""),
            told.get("stories", []),
            told.get("seeded_bug", []),
        )

    def keep(self, file: Path, command: str) -> None:
        """Put this run beside the earlier ones of the same commit."""
        known = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if known.get("commit") == _commit():
            earlier = {name: Ended(**ended) for name, ended in known["tests"].items()}
            self.tests = {**earlier, **self.tests}
            self.commands = known["commands"]
            self.changed = self.changed or known["changed"]
        self.commands = [*dict.fromkeys([*self.commands, command])]
        tests = {name: asdict(ended) for name, ended in self.tests.items()}
        kept = {
            "commit": _commit(),
            "changed": self.changed,
            "commands": self.commands,
            "tests": tests,
        }
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(kept), encoding="utf-8")

    def _with(self, outcome: str) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for name, ended in self.tests.items():
            for number in ended.faults:
                if ended.outcome == outcome:
                    found[number].append(name)
        return found

    def page(self) -> str:
        """The whole page in Markdown."""
        outcomes = [self._with(outcome) for outcome in ("passed", "failed", "skipped")]
        passed, failed, skipped = outcomes
        tried = passed.keys() | failed.keys()
        survived = [number for number in tried if number not in failed]
        in_part = [number for number in survived if number in skipped]
        machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        counted = (
            f"**{len(survived)} survived of {len(tried)} tried**, of {len(FAULTS)} in the list."
        )
        if in_part:
            counted += f" {len(in_part)} of these only in part: see what was skipped."
        commit = f"{_commit()} **and changes that are in no commit**" if self.changed else _commit()
        lines = [
            "# Faults",
            "",
            "<!-- made by `make chaos`; do not edit -->",
            "",
            f"{counted} Commit {commit}, {machine}.",
            "",
            "## What was run",
            "",
            "`make chaos` is these, one after the other:",
            "",
            *(f"* `{command}`" for command in chaos()),
            "",
            "This page is from:",
            "",
            *(f"* `{command}`" for command in self.commands),
            "",
            *self._folders(),
            *self._skipped(),
            "",
            "## By chance",
            "",
            *self._chance(),
        ]
        for family, faults in FAMILIES.items():
            lines += [
                "",
                f"## {family}",
                "",
                "| | what happens | what must hold | tried |",
                "|---|---|---|---|",
            ]
            for number, fault in faults.items():
                said = _said(*(outcome.get(number, []) for outcome in outcomes))
                lines.append(f"| {number:02} | {fault.what} | {fault.must_hold} | {said} |")
        by_hand = [(number, fault) for number, fault in FAULTS.items() if fault.by_hand]
        lines += ["", "## By hand", ""]
        lines += [f"* **{number:02} {fault.what}.** {fault.by_hand}" for number, fault in by_hand]
        lines += ["", "## On real tablets", "", REAL_TABLETS, ""]
        return "\n".join(lines)

    def _folders(self) -> list[str]:
        """A row for each folder of `make chaos`, and for whatever else was run."""
        came_to = Counter((_folder(name), ended.outcome) for name, ended in self.tests.items())
        others = {folder for folder, _ in came_to} - {*folders()}
        lines = ["| folder | passed | failed | skipped |", "|---|---:|---:|---:|"]
        for folder in [*folders(), *sorted(others)]:
            passed, failed, skipped = (
                came_to[folder, outcome] for outcome in ("passed", "failed", "skipped")
            )
            told = f"{passed:,} | {failed:,}" if passed or failed else "**not run** | "
            lines.append(f"| `{folder}` | {told} | {skipped:,} |")
        return lines

    def _skipped(self) -> list[str]:
        """Each with its reason; nothing where all was run."""
        lines = [
            f"* `{name}`: {ended.skipped}"
            for name, ended in sorted(self.tests.items())
            if ended.outcome == "skipped"
        ]
        return ["", "## Skipped", "", *lines] if lines else []

    def _chance(self) -> list[str]:
        """The machine's stories with their seeds, the seeded bugs that were caught, and how to have the same again."""
        stories: dict[str, list[Ended]] = defaultdict(list)
        bugs: dict[str, list[Ended]] = defaultdict(list)
        for ended in self.tests.values():
            if ended.stories:
                stories[ended.stories[0]].append(ended)
            if ended.seeded_bug:
                bugs[ended.seeded_bug[0]].append(ended)
        lines = [_told_of_stories(whose, all_of) for whose, all_of in sorted(stories.items())]
        lines += [_told_of_bugs(whose, all_of) for whose, all_of in sorted(bugs.items())]
        if not stories:
            lines.append("* The random machine was **not run** for this page.")
        if not bugs:
            lines.append("* Seeded bugs were **not looked for** for this page.")
        return [
            *lines,
            "",
            "A seed brings the same stories in every run (`tests/sync/test_machine.py`); what else is chance stands in the",
            "tests. The same command at the same commit does the same.",
        ]


def _told_of_stories(whose: str, parts: list[Ended]) -> str:
    well = sum(part.stories[2] * part.stories[3] for part in parts if part.outcome == "passed")
    asked = sum(part.stories[2] * part.stories[3] for part in parts)
    seeds = _spans(
        seed for part in parts for seed in range(part.stories[1], sum(part.stories[1:3]))
    )
    return f"* **{well:,} of {asked:,} random stories** of {whose} came through, from the seeds {seeds}."


def _told_of_bugs(whose: str, looked_for: list[Ended]) -> str:
    missed = [f"`{one.seeded_bug[1]}`" for one in looked_for if one.outcome != "passed"]
    there_are = looked_for[0].seeded_bug[2]
    caught = len(looked_for) - len(missed)
    end = f"; missed: {', '.join(sorted(missed))}" if missed else ""
    if len(looked_for) < there_are:
        end += f"; {there_are - len(looked_for)} were not looked for"
    return f"* **{caught} of {there_are} seeded bugs** were caught by {whose}{end}."


def _spans(numbers: Iterable[int]) -> str:
    """ "0 to 24, 50 to 74" """
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(
        f"{first:,} to {last:,}" if last > first else f"{first:,}" for first, last in spans
    )


def chaos() -> list[str]:
    """The commands of `make chaos` that try something, as the Makefile has them, with all their folders."""
    made = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.search(r"^chaos:.*\n((?:\t.*\n)+)", made, re.MULTILINE)
    assert recipe, "the Makefile has no chaos"
    commands = [line.strip() for line in recipe[1].splitlines() if "pytest" in line]
    return [command.replace("$(CHAOS)", " ".join(folders())) for command in commands]


def folders() -> list[str]:
    """Those that `make chaos` runs whole."""
    made = re.search(r"^CHAOS := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert made, "the Makefile names no folders"
    return shlex.split(made[1])


def _folder(nodeid: str) -> str:
    return "/".join(nodeid.split("/")[:2])


def _said(passed: list[str], failed: list[str], skipped: list[str]) -> str:
    if failed:
        return "**not survived**: " + ", ".join(f"`{name}`" for name in failed)
    if not passed:
        return "**skipped**" if skipped else "not tried"
    times = f"survived, {len(passed)} test{'s' if len(passed) > 1 else ''}"
    return f"**in part**: {times}, {len(skipped)} skipped" if skipped else times


def _changed() -> bool:
    """Whether any file but the page itself is in no commit."""
    return bool(_git("status", "--porcelain", "--", ".", ":!docs/faults.md"))


def _commit() -> str:
    return _git("rev-parse", "--short", "HEAD") or "unknown"


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()
