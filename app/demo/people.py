"""Where the invented families live and who works there."""

from __future__ import annotations

from dataclasses import dataclass

from app.permissions import Role

PASSPHRASE = "seven green kettles"  # noqa: S105
"""Everybody's. It opens nothing but invented families."""

AREAS = {"Saltmere": ("Harbour", "Lighthouse"), "Brackenford": ("Mill",)}


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who signs in to the demo."""

    username: str
    name: str
    role: Role
    teams: tuple[str, ...]
    registration: str | None = None


WORKERS = (
    Worker("amina.okoro", "Amina Okoro", Role.VISITOR, ("Harbour",), "99I0001O"),
    Worker("bethan.pryce", "Bethan Pryce", Role.VISITOR, ("Harbour",), "99I0002O"),
    Worker("callum.reid", "Callum Reid", Role.VISITOR, ("Lighthouse", "Harbour"), "99I0003O"),
    Worker("dorota.nowak", "Dorota Nowak", Role.VISITOR, ("Mill",), "99I0004O"),
    Worker("fiona.marsh", "Fiona Marsh", Role.MANAGER, ("Harbour", "Lighthouse")),
    Worker("gurpreet.sandhu", "Gurpreet Sandhu", Role.MANAGER, ("Mill",)),
    Worker("hana.lindqvist", "Hana Lindqvist", Role.ANALYST, ("Harbour", "Lighthouse", "Mill")),
    Worker("isaac.bell", "Isaac Bell", Role.ADMINISTRATOR, ()),
)
