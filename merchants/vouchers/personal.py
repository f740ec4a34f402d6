"""Vouchers that somebody holds: what is left of them is her money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Voucher


def tell(subject: Subject) -> Sequence[Section]:
    held = Voucher.objects.filter(holder=subject.party_id).select_related("shop", "product").order_by("bought_at", "pk")
    rows = (
        {
            "shop": one.shop.name,
            "what": one.product.name,
            "at": one.bought_at,
            "until": one.expires_at,
            "amount": to_text(one.price_minor),
            "status": one.status,
        }
        for one in held
    )
    return [Section("vouchers", gettext_lazy("Your vouchers"), rows)]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    left = (
        Voucher.objects.filter(holder=subject.party_id, status__in=["issued", "pending"])
        .select_related("shop", "product")
        .order_by("bought_at", "pk")
    )
    return [
        Hindrance(
            "voucher_left",
            _("Your voucher %(what)s at %(shop)s is not used up.") % {"what": one.product.name, "shop": one.shop.name},
            _("Use it, or get the rest back on its page."),
            "wallet:wallet",
        )
        for one in left[:5]
    ]


PERSONAL = Personal(tell=tell, hinder=hinder)
