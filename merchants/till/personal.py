"""What somebody paid by a shop's code, and e-invoices of her orders. An invoice is a fiscal document: it stays as it was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Hindrance, Personal, Section, Subject
from merchants.customers.public import parties_behind

from .models import Collection, Invoice


def tell(subject: Subject) -> Sequence[Section]:
    paid = Collection.objects.filter(payer=subject.party_id).select_related("shop").order_by("made_at", "pk")
    invoices = (
        Invoice.objects.filter(order__buyer__in=parties_behind(subject.party_id)).select_related("shop", "order").order_by("requested_at", "pk")
    )
    return [
        Section(
            "paid_by_code",
            gettext_lazy("What you paid by a shop's code"),
            ({"shop": one.shop.name, "at": one.made_at, "amount": to_text(one.amount_minor), "note": one.note, "status": one.status} for one in paid),
        ),
        Section(
            "invoices",
            gettext_lazy("E-invoices of your orders"),
            (
                {
                    "number": one.number,
                    "shop": one.shop.name,
                    "at": one.requested_at,
                    "name": one.title,
                    "tax_number": one.tax_number,
                    "amount": to_text(one.amount_minor),
                    "status": one.status,
                }
                for one in invoices
            ),
        ),
    ]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    asked = Invoice.objects.filter(order__buyer__in=parties_behind(subject.party_id), status__in=["requested", "submitted"]).exists()
    if asked:
        return [Hindrance("invoice_asked_for", _("An e-invoice that you asked for is not issued yet."), _("Wait until it is issued or refused."))]
    return []


@inner
def forget(subject: Subject, at: datetime) -> None:
    Collection.objects.filter(payer=subject.party_id).exclude(note="").update(note="")


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
