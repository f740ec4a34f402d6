"""Paying a shop what its completed orders earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from ecosystem.audit.public import record
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, available_of, bank_account, deposit_of, post_transfer
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from ecosystem.payments.public import clearing_of
from merchants.settlement.public import Settlement, advanced_minor, lock_shop, net_off, repaid_from_receipts
from merchants.shops.public import OWNERS, Shop, shop_for

from .. import rules
from ..errors import FundsHeld, NothingToPayOut
from ..models import Payout
from ..queries import terms_of
from .going import go

SCHEDULE = platform("payouts.schedule")
# Every entry that waits, stamped and added up in one statement.
STAMP = """
WITH stamped AS (
    UPDATE settlement_settlement SET payout_id = %s WHERE shop_id = %s AND payout_id IS NULL AND released_at IS NOT NULL
    RETURNING goods_minor, subsidy_minor, delivery_fee_minor, commission_minor, commission_tax_minor, acquiring_fee_minor, recovered_minor, net_minor)
SELECT count(*), coalesce(sum(goods_minor), 0), coalesce(sum(subsidy_minor), 0), coalesce(sum(delivery_fee_minor), 0),
    coalesce(sum(commission_minor), 0), coalesce(sum(commission_tax_minor), 0), coalesce(sum(acquiring_fee_minor), 0),
    coalesce(sum(recovered_minor), 0), coalesce(sum(net_minor), 0)
FROM stamped"""
SUMS = (
    "settlements",
    "goods_minor",
    "subsidy_minor",
    "delivery_fee_minor",
    "commission_minor",
    "commission_tax_minor",
    "acquiring_fee_minor",
    "recovered_minor",
    "gross_minor",
)


@entry
def pay_out(*, shop_id: UUID, key: str, by: Actor, at: datetime) -> Payout:
    """Pay a shop everything that is available, on its owner's word; the same key pays once.

    Raises:
        NotFound: not a shop that the actor owns.
        NothingToPayOut: no available money waits, or refunds ate it.
        FundsHeld: the bank keeps payouts back for a reason, until a day.
    """
    with once(key, verb="payouts.pay_out", by=by, body={"shop": shop_id}, at=at) as turn:
        shop = shop_for(by, shop_id, roles=OWNERS)
        if turn.earlier:
            return Payout.objects.get(pk=turn.earlier["payout"])
        payout = make_payout(shop=shop, by=by, at=at)
        turn.remember(payout=payout.pk)
        return payout


@entry
def pay_out_by_schedule(*, shop_id: UUID, at: datetime) -> Payout | None:
    """The daily run for one shop; ``None`` when nothing waits, or too little: it is carried over.

    A balance that refunds made negative gives back to the bank what it can.
    """
    shop, terms = lock_shop(shop_id), terms_of(shop_id)
    if shop.funds_held(at):
        return None
    try:
        with transaction.atomic():
            return make_payout(shop=shop, schedule=terms.schedule, least_minor=terms.minimum_minor, by=SCHEDULE, at=at)
    except NothingToPayOut:
        net_off(shop=shop, at=at)
        return None


@inner
def make_payout(*, shop: Shop, schedule: str = "manual", least_minor: int = 1, by: Actor, at: datetime) -> Payout:
    """Every entry that is available, paid once: the shop's lock makes a second run wait and find none.

    What the bank put up for refunds is given back in the same transfer. From ``CHECKED_FROM_MINOR`` on the money is only
    set apart, until somebody else approves.

    Raises:
        NothingToPayOut: they come to less than ``least_minor``, or to nothing. The caller rolls back.
        FundsHeld: the bank keeps payouts back.
    """
    _require_free(lock_shop(shop.pk), at=at)
    payout = _stamped(shop, at=at)
    if payout.gross_minor < max(least_minor, 1):
        raise NothingToPayOut
    payout.schedule, payout.made_by, payout.netted_minor = schedule, by.name, advanced_minor(shop.pk)
    if payout.gross_minor >= rules.CHECKED_FROM_MINOR:
        _set_apart(payout, shop, by=by, at=at)
    else:
        payout.approved_by = "platform/payouts.small"
        go(payout, shop, terms=terms_of(shop.pk), source=available_of(shop.party_id), by=by, at=at)
    repaid_from_receipts(shop=shop, amount_minor=payout.netted_minor, transfer_id=payout.transfer_id, at=at)
    return payout


def _require_free(shop: Shop, *, at: datetime) -> None:
    if shop.funds_held(at) and shop.funds_held_until:
        until = f"{clock.business_date(shop.funds_held_until):%Y-%m-%d}"
        raise FundsHeld(until=until, why=shop.funds_held_for)


def _stamped(shop: Shop, *, at: datetime) -> Payout:
    payout = Payout(id=uuid7(), shop=shop, withheld_minor=0, made_at=at)
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [payout.pk, shop.pk])
        for name, value in zip(SUMS, cursor.fetchone(), strict=True):
            setattr(payout, name, int(value))
    payout.net_minor = payout.gross_minor
    return payout


def _set_apart(payout: Payout, shop: Shop, *, by: Actor, at: datetime) -> None:
    """A large payout's money leaves what is available, so that nothing else spends it while somebody looks."""
    payout.status = Payout.Status.DRAFT
    legs = [
        Leg(available_of(shop.party_id), -(payout.gross_minor + payout.netted_minor)),
        Leg(bank_account("advances", spread_by=str(shop.pk)), payout.netted_minor),
        Leg(clearing_of(payout.pk), payout.gross_minor),
    ]
    payout.transfer_id = post_transfer(key=f"payout/{payout.pk}", kind="payout", legs=legs, at=at)
    payout.save(force_insert=True)
    told = {"net_minor": payout.net_minor, "waits_for": "approval"}
    record("payouts.draft", target=f"payout/{payout.pk}", by=by, at=at, after=told, about=shop.pk)
    nudge([shop.party_id], "funds")


def draft_payout(shop: Shop, waiting: Sequence[Settlement], *, schedule: str, by: Actor, at: datetime) -> Payout:
    """The row of a small payout into the shop's account here, over entries at hand."""
    gross = sum(row.net_minor for row in waiting)
    return Payout(
        id=uuid7(),
        shop=shop,
        schedule=schedule,
        settlements=len(waiting),
        goods_minor=sum(row.goods_minor for row in waiting),
        subsidy_minor=sum(row.subsidy_minor for row in waiting),
        delivery_fee_minor=sum(row.delivery_fee_minor for row in waiting),
        commission_minor=sum(row.commission_minor for row in waiting),
        commission_tax_minor=sum(row.commission_tax_minor for row in waiting),
        acquiring_fee_minor=sum(row.acquiring_fee_minor for row in waiting),
        gross_minor=gross,
        withheld_minor=0,
        net_minor=gross,
        made_by=by.name,
        approved_by="platform/payouts.small",
        made_at=at,
        arrived_at=at,
    )


def payout_legs(payout: Payout, party_id: UUID) -> list[Leg]:
    """What a small payout without claims moves."""
    return [Leg(available_of(party_id), -payout.gross_minor), Leg(deposit_of(party_id), payout.net_minor)]
