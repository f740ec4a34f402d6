"""What somebody paid and got back. These rows stay: the books refer to them, and they name a payer by her party's id alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import OPEN, Payment, Refund


def tell(subject: Subject) -> Sequence[Section]:
    paid = Payment.objects.filter(payer=subject.party_id).order_by("created_at", "pk")
    back = Refund.objects.filter(payment__payer=subject.party_id).order_by("pk")
    return [
        Section(
            "payments",
            gettext_lazy("What you paid"),
            ({"id": one.pk, "at": one.created_at, "how": one.method, "amount": to_text(one.amount_minor), "status": one.status} for one in paid),
        ),
        Section(
            "refunds",
            gettext_lazy("What came back"),
            ({"id": one.pk, "payment": one.payment_id, "amount": to_text(one.amount_minor), "status": one.status, "why": one.reason} for one in back),
        ),
    ]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    open_payments = Payment.objects.filter(payer=subject.party_id, status__in=OPEN).exists()
    under_way = Q(status__in=["requested", "submitted"]) | Q(status="failed") & (Q(next_at__isnull=False) | Q(final=True))
    coming_back = Refund.objects.filter(under_way, payment__payer=subject.party_id).exists()
    if open_payments:
        return [Hindrance("payment_under_way", _("A payment of yours is under way."), _("Wait until it has gone through or failed."))]
    if coming_back:
        return [Hindrance("refund_under_way", _("Money is on its way back to you."), _("Wait until it has come."))]
    return []


PERSONAL = Personal(tell=tell, hinder=hinder)
