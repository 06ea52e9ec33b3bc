"""Imports every table, so that `Base.metadata` is whole for migrations and tests."""

import app.accounts.models
import app.audit.models
import app.children.models
import app.devices.models
import app.feed.models
import app.gathered.models
import app.pathways.models
import app.phrases.models
import app.recovery.models
import app.visits.models  # noqa: F401
from app.database import Base

metadata = Base.metadata
