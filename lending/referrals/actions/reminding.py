"""Time that runs out: officers are warned, then everybody who stands for the promise is told, the merchant too."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from ecosystem.audit.public import record
from ecosystem.kernel.clock import business_date, midnight
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, notify_all
from lending.offices.public import bankers_seeing

from .. import rules
from ..models import Referral
from .following import JOB, until
from .working import OFFICERS

STANDING_FOR_IT = OFFICERS | {"risk_manager"}
MOST = 200


@entry
def remind(*, at: datetime) -> int:
    """Tell of the open cases that are due within four hours, once, and of those that are late, once a day; answers of how many.

    Safe to run twice, or by two workers. From the moment it is late a case may be taken over by any officer.
    """
    is_near, is_late = Q(warned_at=None, due_at__lte=at + rules.WARNING), Q(due_at__lt=at)
    untold = Q(late_told_at=None) | Q(late_told_at__lt=midnight(at))
    found = Referral.objects.open().filter(is_near & ~is_late | is_late & untold).select_related("party").order_by("due_at", "id")
    cases = list(found.select_for_update(skip_locked=True, no_key=True, of=("self",))[:MOST])
    for case in cases:
        if case.is_late(at):
            _late(case, at=at)
        else:
            case.warned_at = at
            _tell(case, "referral_due", "warned", OFFICERS, at=at)
        case.save(update_fields=["warned_at", "late_told_at"])
    return len(cases)


@inner
def _late(case: Referral, *, at: datetime) -> None:
    if case.late_told_at is None:
        record("lending.referral.late", target=case, by=JOB, at=at, after={"due_at": case.due_at.isoformat(), "status": case.status})
        notify(case.party_id, "referral_late", f"referral/{case.pk}/late", {}, at=at)
    case.late_told_at = at
    _tell(case, "referral_overdue", f"late/{business_date(at)}", STANDING_FOR_IT, at=at)


@inner
def _tell(case: Referral, kind: str, key: str, roles: frozenset[str], *, at: datetime) -> None:
    values = {"business": case.party.name_zh, "until": until(case)}
    notify_all([(party_id, kind, f"referral/{case.pk}/{key}", values) for party_id in bankers_seeing(case.party_id, roles)], at=at)
