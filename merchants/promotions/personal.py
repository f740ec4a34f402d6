"""Coupons that somebody took: told to her; nothing in them says who she is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.ports import Personal, Section, Subject

from .models import Coupon


def tell(subject: Subject) -> Sequence[Section]:
    held = Coupon.objects.filter(holder=subject.party_id).select_related("promotion__shop").order_by("issued_at", "pk")
    rows = (
        {"shop": one.promotion.shop.name, "what": one.promotion.name, "at": one.issued_at, "until": one.expires_at, "status": one.status}
        for one in held
    )
    return [Section("coupons", _("Your coupons"), rows)]


PERSONAL = Personal(tell=tell)
