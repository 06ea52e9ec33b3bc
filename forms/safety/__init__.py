"""The safety rules: declared in `forms/holistic_visit/rules.py`, evaluated here, and the same in `static/js/rules/`.

`said` extracts what one visit says, `judging.step` evaluates the rules on it and carries on what the next visit needs.
Pure: no session, no clock. See docs/rules.md.
"""
