"""Every event the service can record, and the details each must carry. An event that is not here cannot be written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of audit event. `details` names exactly the keys its row holds: ids, codes, counts; never answer text."""

    name: str
    details: frozenset[str] = frozenset()


def _event(name: str, *details: str) -> Event:
    return Event(name, frozenset(details))


SIGNED_IN = _event("signed_in", "sign_in_id")
SIGN_IN_REFUSED = _event("sign_in_refused", "reason")
SIGNED_OUT = _event("signed_out", "sign_in_id")
SIGN_IN_ENDED = _event("sign_in_ended", "sign_in_id")
USER_CREATED = _event("user_created", "role", "teams")
USER_DISABLED = _event("user_disabled")
USER_ENABLED = _event("user_enabled")
PASSWORD_SET = _event("password_set")
PASSWORD_REFUSED = _event("password_refused")
TEAMS_CHANGED = _event("teams_changed", "joined", "left")
AREA_CREATED = _event("area_created")
TEAM_CREATED = _event("team_created", "area_id")
PATHWAY_WRITTEN = _event("pathway_written", "area_id", "team_id", "kind")
PATHWAY_WITHDRAWN = _event("pathway_withdrawn", "area_id", "team_id", "kind")
PHRASES_PROPOSED = _event("phrases_proposed")
PHRASES_PUBLISHED = _event("phrases_published", "version")
PHRASES_WITHDRAWN = _event("phrases_withdrawn")
FAIRNESS_SEEN = _event("fairness_seen", "contacts")
RECOVERY_REQUESTED = _event("recovery_requested", "recovery_id")
RECOVERY_APPROVED = _event("recovery_approved", "recovery_id")
RECOVERY_DECLINED = _event("recovery_declined", "recovery_id")
RECOVERY_USED = _event("recovery_used", "recovery_id")
DEVICE_REGISTERED = _event("device_registered", "device_id")
DEVICE_REVOKED = _event("device_revoked", "device_id")
DEVICE_HANDED_IN = _event("device_handed_in", "device_id", "bytes", "sha256")
DEVICES_LISTED = _event("devices_listed", "count")
HAND_IN_READ = _event("hand_in_read", "hand_in_id", "device_id")
RESCUE_IMPORTED = _event("rescue_imported", "device_id", "origin", "outcomes", "change_ids")
SERVER_BEHIND = _event(
    "server_behind", "device_id", "epoch", "tablet_epoch", "scopes", "change_unknown"
)
DIGEST_DIFFERED = _event("digest_differed", "device_id", "team_id", "cursor")
REFUSED = _event("refused", "endpoint", "code")

CHILD_READ = _event("child_read", "where")
CHILDREN_LISTED = _event("children_listed", "where", "count")
CHILDREN_SYNCED = _event("children_synced", "team_id", "from", "to", "children", "visits")
CHILD_RECORDED = _event("child_recorded", "team_id")
CHILD_MET = _event("child_met", "team_id")
CHILDREN_JOINED = _event("children_joined", "kept_id", "visits")
CHILDREN_PARTED = _event("children_parted", "kept_id", "visits")
CHILD_MOVED = _event("child_moved", "from_team", "to_team")

CHANGE_STORED = _event("change_stored", "change_id", "device_id", "outcome", "answers")
CHANGE_REFUSED = _event("change_refused", "change_id", "device_id", "code")
VISIT_MOVED_TO_FORM = _event("visit_moved_to_form", "from", "to")
VISIT_SUBMITTED = _event("visit_submitted", "round")
VISIT_READ = _event("visit_read", "where", "status")
VISIT_PRINTED = _event("visit_printed", "status", "answers", "kept_back")
VISIT_RETURNED = _event("visit_returned", "round", "comments")
VISIT_SIGNED_OFF = _event("visit_signed_off", "round", "still_open", "held")

WAITING_LISTED = _event("waiting_listed", "count")
HELD_READ = _event("held_read", "changes")
HELD_RELEASED = _event("held_released", "change_id", "decision")
CONFLICT_SETTLED = _event("conflict_settled", "change_id", "answers")
REFUSED_READ = _event("refused_read", "changes", "where")
SENSITIVE_READ = _event("sensitive_read", "answers")

_TAKEN = ("tables", "rows", "from", "to", "contact_type", "review_state", "teams")
EXPORT_PREVIEWED = _event("export_previewed", *_TAKEN)
EXPORT_MADE = _event("export_made", "purpose", "format", "form_version", *_TAKEN)
EXPORT_FINISHED = _event("export_finished", "name", "bytes", "sha256")
EPOCH_RAISED = _event("epoch_raised", "epoch")

ALL = {found.name: found for found in list(globals().values()) if isinstance(found, Event)}
