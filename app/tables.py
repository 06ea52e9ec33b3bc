"""Imports every table, so that `Base.metadata` is whole for migrations and tests."""

import app.accounts.models
import app.audit.models
import app.children.models
import app.feed.models
import app.review.models
import app.visits.models  # noqa: F401
from app.database import Base

metadata = Base.metadata
