"""docs/faults.md from a run: `pytest -m "" -k … --faults-page docs/faults.md`, as `make chaos` does.

A fault is survived when every test that names its number passed. What no test tries is listed as such, with the reason.
A run in pieces makes one page: what was tried before at the same commit is kept in instance/faults.json, and counts until
the same test is run again.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections import defaultdict
from pathlib import Path

from tests.faults.catalogue import FAMILIES, FAULTS, REAL_TABLETS

NUMBERED = re.compile(r"(?:test_|\[)(\d\d)[ _]")


def faults_of(nodeid: str) -> set[int]:
    """The numbers a test names, in itself or in its case."""
    numbers = {int(number) for number in NUMBERED.findall(nodeid)}
    return numbers & FAULTS.keys()


class Tally:
    """Outcomes by test, gathered while the tests run."""

    def __init__(self) -> None:
        self.tests: dict[str, tuple[str, list[int]]] = {}  # outcome, the numbers it tries
        self.commands: list[str] = []

    def note(self, nodeid: str, outcome: str, also: set[int]) -> None:
        """One test has ended."""
        numbers = (faults_of(nodeid) | also) & FAULTS.keys()
        if numbers and outcome != "skipped":
            self.tests[nodeid] = outcome, sorted(numbers)

    def keep(self, file: Path, command: str) -> None:
        """Put this run beside the earlier ones of the same commit."""
        known = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if known.get("commit") == _commit():
            earlier = {
                name: (outcome, numbers) for name, (outcome, numbers) in known["tests"].items()
            }
            self.tests = {**earlier, **self.tests}
            self.commands = known["commands"]
        self.commands = [*dict.fromkeys([*self.commands, command])]
        kept = {"commit": _commit(), "commands": self.commands, "tests": self.tests}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(kept), encoding="utf-8")

    def _with(self, outcome: str) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for name, (came_to, numbers) in self.tests.items():
            for number in numbers:
                if came_to == outcome:
                    found[number].append(name)
        return found

    def page(self) -> str:
        """The whole page in Markdown."""
        passed, failed = self._with("passed"), self._with("failed")
        tried = passed.keys() | failed.keys()
        survived = [number for number in tried if number not in failed]
        machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        counted = (
            f"**{len(survived)} survived of {len(tried)} tried**, of {len(FAULTS)} in the list."
        )
        lines = [
            "# Faults",
            "",
            "<!-- made by `make chaos`; do not edit -->",
            "",
            f"{counted} Commit {_commit()}, {machine}.",
            "",
            "Run by `make chaos`, in these pieces:",
            "",
            *(f"* `{command}`" for command in self.commands),
            "",
            "Chance is seeded: the machine's stories come from the seeds 0, 1, 2 … (`tests/sync/test_machine.py`), the",
            "others stand in the tests. The same command at the same commit does the same.",
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
                lines.append(
                    f"| {number:02} | {fault.what} | {fault.must_hold} | {_said(passed.get(number), failed.get(number))} |"
                )
        by_hand = [(number, fault) for number, fault in FAULTS.items() if fault.by_hand]
        lines += ["", "## By hand", ""]
        lines += [f"* **{number:02} {fault.what}.** {fault.by_hand}" for number, fault in by_hand]
        lines += ["", "## On real tablets", "", REAL_TABLETS, ""]
        return "\n".join(lines)


def _said(passed: list[str] | None, failed: list[str] | None) -> str:
    if failed:
        return "**not survived**: " + ", ".join(f"`{name}`" for name in failed)
    times = len(passed or ())
    return f"survived, {times} test{'s' if times > 1 else ''}" if times else "not tried"


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
    )
    return done.stdout.strip() or "unknown"
