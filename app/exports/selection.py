"""Which visits an export takes, and what for."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.visits.models import VisitStatus
from forms.definition import ContactType


class Purpose(StrEnum):
    """What an extract may be made for. Each purpose has pseudonyms of its own."""

    SERVICE_EVALUATION = "service_evaluation"
    CLINICAL_AUDIT = "clinical_audit"
    COVERAGE = "coverage"
    DATA_QUALITY = "data_quality"
    COMMISSIONING = "commissioning"
    APPROVED_RESEARCH = "approved_research"


PURPOSES = {
    Purpose.SERVICE_EVALUATION: "Service evaluation",
    Purpose.CLINICAL_AUDIT: "Clinical audit",
    Purpose.COVERAGE: "Coverage of the healthy child programme",
    Purpose.DATA_QUALITY: "Data quality",
    Purpose.COMMISSIONING: "Report to commissioners",
    Purpose.APPROVED_RESEARCH: "Research with an approval",
}


class ReviewState(StrEnum):
    """How far a visit must have come. What was never submitted is not exported."""

    SIGNED_OFF = "signed_off"
    SUBMITTED = "submitted"
    ALL = "all"


REVIEW_STATES = {
    ReviewState.SIGNED_OFF: "Signed off by a manager",
    ReviewState.SUBMITTED: "Signed off, or submitted and waiting",
    ReviewState.ALL: "Everything submitted at least once; returned visits as their authors have them now, unsigned",
}
STATUSES = {
    ReviewState.SIGNED_OFF: (VisitStatus.SIGNED_OFF,),
    ReviewState.SUBMITTED: (VisitStatus.SIGNED_OFF, VisitStatus.SUBMITTED),
    ReviewState.ALL: (VisitStatus.SIGNED_OFF, VisitStatus.SUBMITTED, VisitStatus.RETURNED),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Visits whose contact began on the days from `since` to `until` (both included, UK time)."""

    since: date | None = None
    until: date | None = None
    contact: ContactType | None = None
    state: ReviewState = ReviewState.SIGNED_OFF
    tables: tuple[str, ...] = ()  # names of tables; empty for all
    bom: bool = False

    def command(self, purpose: str) -> str:
        """The command line that makes the same export."""
        parts = [
            "flask",
            "--app",
            "wsgi",
            "export",
            "--format",
            "csv",
            "--out",
            "export",
            "--purpose",
            purpose,
        ]
        if self.since:
            parts += ["--since", self.since.isoformat()]
        if self.until:
            parts += ["--until", self.until.isoformat()]
        if self.contact:
            parts += ["--contact", self.contact.value]
        if self.state is not ReviewState.SIGNED_OFF:
            parts += ["--state", self.state.value]
        for table in self.tables:
            parts += ["--table", table]
        if self.bom:
            parts.append("--bom")
        return shlex.join(parts)

    def described(self) -> dict[str, object]:
        """For the manifest."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "contact_type": self.contact.value if self.contact else None,
            "review_state": self.state.value,
        }
