"""Writes what Python answers, for the browser to be held to: `python -m tests.growth.write_contract`.

To be run after a change of the figures, the sentences or the steps; the difference is then read like any other change.
"""

import json

from tests.growth.answering import CONTRACT, answer
from tests.growth.cases import all_cases

if __name__ == "__main__":
    lines = ",\n".join(
        json.dumps({**case, "expected": answer(case)}, ensure_ascii=False) for case in all_cases()
    )
    CONTRACT.write_text(f'{{"cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{CONTRACT.name}: {lines.count(chr(10)) + 1} cases, {CONTRACT.stat().st_size} bytes")
