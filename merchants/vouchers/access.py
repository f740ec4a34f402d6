"""Vouchers, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.tokens import TOKEN_LIVES
from merchants.shops.public import Shop

from . import rules
from .errors import StaleToken, VoucherNotFound
from .models import Voucher


def voucher_for_holder(actor: Actor, voucher_id: UUID, *, lock: bool = False) -> Voucher:
    """A voucher that the actor bought."""
    return _one(Voucher.objects.filter(pk=voucher_id, holder=actor.party_id, holder__isnull=False), lock)


def voucher_shown(shop: Shop, shown: str, *, at: datetime, lives: timedelta = TOKEN_LIVES, lock: bool = False) -> tuple[Voucher, datetime | None]:
    """The voucher whose code or token was shown at a shop of the merchant that sold it, and when the token was made.

    Raises:
        StaleToken: a token that is older than it lives, or not ours.
        VoucherNotFound: no such code, or another merchant's.
    """
    mine = Voucher.objects.filter(shop__party=shop.party_id)
    if not rules.is_token(shown):
        return _one(mine.filter(code_digest=rules.digest_of(shown)), lock), None
    told = rules.read(shown, at, lives=lives)
    if told is None:
        raise StaleToken
    return _one(mine.filter(pk=told.voucher_id), lock), told.made_at


def _one(found: QuerySet[Voucher], lock: bool) -> Voucher:
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    voucher = found.select_related("product__sku", "shop").first()
    if voucher is None:
        raise VoucherNotFound
    return voucher
