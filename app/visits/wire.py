"""How changes stand in the bodies of requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

MOST_CHANGES = 50
"""Changes in one request."""


class AsSent(fields.Nested):
    """Documented as its schema, passed on as it came: each change is judged by itself, so that one
    that is malformed does not keep the others from being stored."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,
        data: Mapping[str, Any] | None,
        partial: Any = None,
        **kwargs: Any,
    ) -> Any:
        return value
