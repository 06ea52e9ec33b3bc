"""The numbers and lists the safety rules are set with: defaults, dated, with who answers for them. A service may set its
own numbers within the bounds given; what is past its review date says so on the screen.
"""

from datetime import date

from forms.safety.declared import Configuration, Threshold

# Bank holidays in England.
BANK_HOLIDAYS = (
    *("2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26"),
    *("2024-12-25", "2024-12-26"),
    *("2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25"),
    *("2025-12-25", "2025-12-26"),
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
    *("2026-12-25", "2026-12-28"),
    *("2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"),
    *("2027-12-27", "2027-12-28"),
    *("2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28"),
    *("2028-12-25", "2028-12-26"),
)

CONFIGURATION = Configuration(
    owner="clinical owner not yet appointed",
    from_=date(2026, 11, 1),
    review_by=date(2027, 5, 1),
    thresholds=(
        Threshold(
            "injury_weeks", 26, 13, 52, "weeks of age under which every mark counts as R01 says"
        ),
        Threshold("indicators", 3, 2, 6, "indicators that make the universal level a question"),
        Threshold(
            "days_to_confirm", 2, 1, 10, "working days a receiver has to confirm what was shared"
        ),
        Threshold(
            "unseen_contacts", 2, 1, 4, "contacts in a row without the second parent that count"
        ),
        Threshold(
            "father_met_by_weeks", 8, 4, 26, "weeks of age by which the second parent is met"
        ),
        Threshold("icon_by_days", 42, 14, 70, "days of age by which ICON reaches every carer"),
        Threshold(
            "missed_contacts", 2, 1, 4, "missed appointments and closed doors in 90 days that count"
        ),
        Threshold("days_without_sight", 28, 7, 56, "days without sight of baby that are urgent"),
        Threshold("gad2_from", 3, 2, 6, "points of the GAD-2 that lead to a fuller assessment"),
        Threshold("audit_c_from", 5, 3, 12, "points of the AUDIT-C that count"),
    ),
    # Local protocols differ: some count every baby under six months, some only those who do not roll. Not known counts too.
    non_mobile=("not_rolling", "rolling", "not_mobile_because_of_disability", "not_known"),
    bank_holidays=BANK_HOLIDAYS,
    bank_holidays_until=date(2028, 12, 31),
)
