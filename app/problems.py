"""Every failure has a name, a status and a sentence, and they all stand here.

The API answers with `application/problem+json` (RFC 9457), pages with the same sentence. A sentence says what happened,
that nothing is lost where that is so, and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A named refusal: `code` for machines, `status` for HTTP, `sentence` for people."""

    code: str
    status: int
    sentence: str


class Problem(Exception):
    """Raise to refuse. `fields` maps answer keys or form fields to sentences; `detail` adds one sentence, never data."""

    def __init__(
        self, kind: ProblemType, *, fields: dict[str, str] | None = None, detail: str | None = None
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.fields = fields or {}
        self.detail = detail

    def as_json(self) -> dict[str, object]:
        """The body of a problem reply."""
        body: dict[str, object] = {
            "type": f"urn:wholeview:problem:{self.kind.code}",
            "code": self.kind.code,
            "title": self.kind.sentence,
            "status": self.kind.status,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.fields:
            body["fields"] = self.fields
        return body


# -- requests -----------------------------------------------------------------------------------------------------------
NOT_JSON = ProblemType(
    "not_json", 400, "The request could not be read: it is not one complete JSON document."
)
BAD_REQUEST = ProblemType("bad_request", 400, "The request could not be read.")
NOT_VALID = ProblemType("not_valid", 422, "Some of what was sent cannot be accepted.")
TOO_LARGE = ProblemType(
    "too_large", 413, "That is more than can be received at once. Send it in smaller parts."
)
NOT_FOUND = ProblemType("not_found", 404, "There is nothing here, or it is not yours to open.")
NOT_ALLOWED = ProblemType("not_allowed", 403, "Your role does not include this.")
METHOD = ProblemType("method_not_allowed", 405, "This address does not take that kind of request.")
MEDIA_TYPE = ProblemType("media_type", 415, "Send this as application/json.")
SIGN_IN = ProblemType("sign_in", 401, "Please sign in. What is saved on this tablet stays here.")
WITHDRAWN = ProblemType(
    "withdrawn",
    403,
    "This tablet has been withdrawn. What was not sent yet can still be handed in; nothing is lost.",
)
EPOCH_REQUIRED = ProblemType(
    "epoch_required",
    409,
    "The service has lost something it had received: it was put back to an earlier state. Nothing on this tablet is lost; "
    "it waits until the service knows.",
)
UPDATE_NEEDED = ProblemType(
    "update_needed", 426, "Please update Wholeview on this tablet. Your notes are safe."
)
NO_HAND_IN = ProblemType(
    "no_hand_in",
    403,
    "This cannot be handed in here: the tablet was not withdrawn, or it has handed in already.",
)
NOT_A_RESCUE_FILE = ProblemType(
    "not_a_rescue_file", 422, "This is not a rescue file of a tablet that this service knows."
)
TABLET_UNKNOWN = ProblemType(
    "tablet_unknown",
    422,
    "The service has never heard of the tablet this file comes from. Nothing was brought in: keep the file. Ask whose "
    "tablet it is, and bring it in once more with that person named.",
)
CHOOSE_PASSWORD = ProblemType(
    "choose_password",
    401,
    "You signed in with a one-time password. Choose your own first: on the page “Change your password” of the service.",
)
ONE_TIME_ENDED = ProblemType(
    "one_time_ended",
    401,
    "This one-time password has ended. Ask your administrator for a new one. What is saved on your tablet stays there.",
)
WRONG_PASSWORD = ProblemType("wrong_password", 401, "The password you use now is not right")
WRONG_SIGN_IN = ProblemType("wrong_sign_in", 401, "The username or password is not right.")
CSRF = ProblemType(
    "csrf",
    400,
    "Your sign-in has ended or changed since this page was opened, so what you sent was not taken. Sign in, open the page "
    "again and send it once more.",
)
TOO_MANY = ProblemType(
    "too_many", 429, "Too many tries in a short time. Wait a minute and try again."
)
EXTRACTS_BUSY = ProblemType(
    "extracts_busy",
    503,
    "Others are downloading extracts now, and only a few can at once. Try again in a minute.",
)
UNAVAILABLE = ProblemType(
    "unavailable", 503, "The service is busy. Nothing is lost; try again in a moment."
)
UNEXPECTED = ProblemType(
    "unexpected", 500, "Something went wrong on our side. Nothing you saved is lost. Try again."
)

# -- changes that can never be accepted ---------------------------------------------------------------------------------
BAD_CHANGE = ProblemType("bad_change", 422, "This entry is not in the form the server can store.")
CHANGE_TOO_LARGE = ProblemType(
    "change_too_large", 422, "This entry is longer than can be stored in one piece."
)
ID_REUSE = ProblemType(
    "id_reuse",
    409,
    "This entry's number was already used for something else. It stays on this tablet.",
)
CORRUPT = ProblemType(
    "corrupt", 400, "This entry was damaged on its way. It stays here and will be sent again."
)

FORM_DIFFERS = ProblemType(
    "form_differs",
    422,
    "This entry was written on another version of the form than the rest of its visit.",
)

# -- changes that are kept for a manager --------------------------------------------------------------------------------
NOT_ON_CASELOAD = ProblemType(
    "not_on_caseload",
    202,
    "This child is not on your caseload now. What you wrote is kept whole for a manager.",
)
FORM_UNKNOWN = ProblemType(
    "form_unknown",
    202,
    "This visit was written on a form the service does not have. It is kept whole for a manager.",
)
SIGNED_OFF = ProblemType(
    "signed_off",
    202,
    "This visit was signed off before this arrived. What you wrote is kept whole for a manager.",
)
DEVICE_REVOKED = ProblemType(
    "device_revoked",
    202,
    "This tablet has been withdrawn. What you wrote is kept whole for a manager.",
)

# -- what two administrators write ---------------------------------------------------------------------------------------
SAVED_MEANWHILE = ProblemType(
    "saved_meanwhile",
    409,
    "Somebody has changed this since you opened it, so nothing was saved. Look at what stands now, then save again.",
)

# -- reviewing ----------------------------------------------------------------------------------------------------------
CHANGED_SINCE = ProblemType(
    "changed_since",
    409,
    "This visit has changed since you opened it. Read what is new, then decide again.",
)
NOT_WAITING = ProblemType(
    "not_waiting", 409, "This visit is not waiting for review, so nothing was changed."
)
COMMENT_NEEDED = ProblemType(
    "comment_needed", 422, "Say what you would like the visitor to look at again."
)
OPEN_CONFLICT = ProblemType(
    "open_conflict",
    409,
    "Two people recorded different answers here. Say first which one stands; both are kept.",
)
STILL_OPEN = ProblemType(
    "still_open",
    409,
    "Something that must be complete is open again. Return the visit, or say that you sign it off as it is.",
)
HELD_UNDECIDED = ProblemType(
    "held_undecided",
    409,
    "Entries of this visit are held and not part of it. Decide about them first, or say that you sign it off without them.",
)
NOT_READABLE = ProblemType(
    "not_readable",
    409,
    "This visit was recorded on a version of the form that this service does not have, so not all of it can be read here."
    " Nothing is lost: it can be decided after the next update.",
)
CANNOT_JOIN = ProblemType(
    "cannot_join",
    409,
    "These two records cannot be joined now: one of them was joined or confirmed meanwhile. Nothing was changed.",
)
NOT_CHOSEN = ProblemType("not_chosen", 422, "Choose which one stands.")
ALREADY_SIGNED = ProblemType(
    "already_signed", 409, "This visit is signed off. It can be added to, but not changed."
)
NOT_HELD = ProblemType(
    "not_held", 409, "Somebody has already decided about this. Nothing was changed."
)
CANNOT_ACCEPT = ProblemType(
    "cannot_accept",
    409,
    "This cannot go into the record as it is. Keep it beside the visit as a note, or decline it with a reason.",
)
CANNOT_NOTE = ProblemType(
    "cannot_note",
    409,
    "There is no visit here beside which this could be kept. Accept it, or decline it.",
)
REASON_NEEDED = ProblemType(
    "reason_needed", 422, "Say why, in a few words. The author is told what you decide."
)

ALL = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, ProblemType)}
