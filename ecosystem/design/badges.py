"""What a status looks like and is called, in every room alike. Never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Look:
    tone: str
    icon: str
    text: Promise | str


LOOKS: dict[str, Look] = {
    "pending_payment": Look("warn", "hourglass", _("Waiting for payment")),
    "gathering": Look("info", "users", _("Waits for neighbours")),
    "paid": Look("warn", "bell", pgettext_lazy("order", "New")),
    "accepted": Look("info", "check", _("Being packed")),
    "ready": Look("accent", "package", _("Ready to collect")),
    "out_for_delivery": Look("accent", "truck", _("On the way")),
    "completed": Look("good", "circle-check", _("Done")),
    "cancelled": Look("idle", "x", _("Cancelled")),
    "refunded": Look("idle", "refresh", _("Refunded")),
    "open": Look("good", "circle-check", _("Open")),
    "closed": Look("idle", "lock", _("Closed")),
    "pending": Look("warn", "hourglass", _("Under way")),
    "submitted": Look("warn", "hourglass", _("Under way")),
    "succeeded": Look("good", "circle-check", _("Done")),
    "posted": Look("good", "circle-check", _("Done")),
    "failed": Look("bad", "alert-triangle", _("Failed")),
    "came_back": Look("bad", "alert-triangle", _("Came back")),
    "rejected": Look("idle", "x", _("Not approved")),
    "draft": Look("warn", "hourglass", _("Waits for a second person")),
    "published": Look("good", "circle-check", _("In force or to come")),
    "discarded": Look("idle", "x", _("Dropped")),
    "voided": Look("idle", "x", _("Void")),
    "held": Look("warn", "player-pause", _("Held")),
    "released": Look("idle", "check", _("Released")),
    "offered": Look("accent", "coins", _("Offered")),
    "standing": Look("good", "shield-check", _("In force")),
    "active": Look("good", "circle-check", _("In force")),
    "frozen": Look("warn", "lock", _("Frozen")),
    "repaid": Look("good", "circle-check", _("Repaid")),
    "overdue": Look("bad", "alert-triangle", _("Overdue")),
    "expired": Look("idle", "clock", _("Expired")),
    "revoked": Look("idle", "x", _("Withdrawn")),
    "withdrawn": Look("idle", "x", _("Withdrawn")),
    "replaced": Look("idle", "refresh", _("Replaced")),
    "approved": Look("good", "check", _("Approved")),
    "declined": Look("bad", "x", _("Declined")),
    "referred": Look("warn", "user-check", _("With an officer")),
    "low": Look("warn", "alert-triangle", _("Running low")),
    "sold_out": Look("bad", "x", _("Sold out")),
    "on_sale": Look("good", "check", _("On sale")),
    "file_draft": Look("idle", "edit", _("Begun")),
    "file_submitted": Look("warn", "hourglass", _("Waits for the bank")),
    "file_in_review": Look("info", "eye", _("Being looked at")),
    "file_needs_info": Look("warn", "alert-triangle", _("Something is missing")),
    "file_approved": Look("good", "check", _("Approved")),
    "file_active": Look("good", "circle-check", _("In order")),
    "file_suspended": Look("bad", "player-pause", _("Suspended")),
    "file_rejected": Look("bad", "x", _("Declined")),
    "file_terminated": Look("idle", "x", _("Ended")),
    "paper_missing": Look("idle", "upload", _("To hand in")),
    "paper_pending": Look("warn", "hourglass", _("Handed in")),
    "paper_accepted": Look("good", "circle-check", pgettext_lazy("paper", "Accepted")),
    "paper_waived": Look("good", "check", _("Not needed")),
    "paper_rejected": Look("bad", "x", _("Not accepted")),
    "paper_expired": Look("bad", "clock", _("Run out")),
    "off_sale": Look("idle", "player-pause", _("Off sale")),
}
PLAIN = Look("idle", "", "")


def look_of(status: str) -> Look:
    return LOOKS.get(status, PLAIN)
