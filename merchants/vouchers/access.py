"""Vouchers, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import Shop

from . import rules
from .errors import StaleToken, VoucherNotFound
from .models import Voucher


def voucher_for_holder(actor: Actor, voucher_id: UUID, *, lock: bool = False) -> Voucher:
    """A voucher that the actor bought."""
    return _one(Voucher.objects.filter(pk=voucher_id, holder=actor.party_id, holder__isnull=False), lock)


def voucher_shown(shop: Shop, shown: str, *, at: datetime, lock: bool = False) -> Voucher:
    """The voucher whose code or token was shown at a shop of the merchant that sold it.

    Raises:
        StaleToken: a token that is too old or not ours.
        VoucherNotFound: no such code, or another merchant's.
    """
    mine = Voucher.objects.filter(shop__party=shop.party_id)
    if rules.is_token(shown):
        voucher_id = rules.voucher_of(shown, at)
        if voucher_id is None:
            raise StaleToken
        return _one(mine.filter(pk=voucher_id), lock)
    return _one(mine.filter(code_digest=rules.digest_of(shown)), lock)


def _one(found: QuerySet[Voucher], lock: bool) -> Voucher:
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    voucher = found.select_related("product__sku", "shop").first()
    if voucher is None:
        raise VoucherNotFound
    return voucher
