"""Credit of somebody's own: a line must be closed before she leaves; the bank keeps its contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Facility


def tell(subject: Subject) -> Sequence[Section]:
    lines = Facility.objects.of(subject.party_id).order_by("opened_at", "pk")
    rows = ({"at": one.opened_at, "until": one.expires_on, "amount": to_text(one.limit_minor), "status": one.status} for one in lines)
    return [Section("credit_lines", gettext_lazy("Your credit lines"), rows)]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    if not Facility.objects.of(subject.party_id).open().exists():
        return []
    return [Hindrance("credit_open", _("A credit line of yours is open."), _("Repay it; it closes by itself."), "loans:loans")]


PERSONAL = Personal(tell=tell, hinder=hinder)
