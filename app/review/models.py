"""What a manager says about a submitted visit. It is shown with the visit, so its table stands
there."""

from __future__ import annotations

from app.visits.models import Comment

__all__ = ["Comment"]
