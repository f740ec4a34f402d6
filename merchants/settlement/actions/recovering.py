"""Getting back what the bank put up for a shop's refunds: later sales, the reserve, a mandate, a credit line, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, available_of, bank_account, deposit_of, free_of, post_transfer, reserve_of
from ecosystem.notices.public import notify, nudge
from merchants.shops.public import OWNERS, Shop, shop_for

from .. import queries
from ..errors import MandateStands, NothingToTakeBack
from ..models import Mandate, Recovery, Settlement
from .releasing import lock_shop

CLAW_BACK = platform("settlement.claw_back")
# Later sales have so long to cover a negative balance by themselves.
PATIENCE = timedelta(days=3)


@inner
def repaid_from_receipts(*, shop: Shop, amount_minor: int, transfer_id: UUID, at: datetime) -> None:
    """Note that a transfer of the caller's took so much of the shop's available money for what was put up."""
    if amount_minor:
        Recovery.objects.create(shop=shop, source=Recovery.Source.RECEIPTS, amount_minor=amount_minor, transfer_id=transfer_id, at=at)


@inner
def net_off(*, shop: Shop, at: datetime) -> int:
    """Give back of what was put up as much as the shop's available money allows; the caller holds the shop. Minor units."""
    owed = queries.advanced_minor(shop.pk)
    own = queries.waiting_minor(shop.pk) + owed
    amount = min(owed, own)
    if amount > 0:
        legs = [Leg(available_of(shop.party_id), -amount), Leg(bank_account("advances", spread_by=str(shop.pk)), amount)]
        transfer_id = post_transfer(key=f"netting/{uuid7()}", kind="netting", legs=legs, at=at)
        repaid_from_receipts(shop=shop, amount_minor=amount, transfer_id=transfer_id, at=at)
    return amount


@dataclass(frozen=True, slots=True)
class Plan:
    """How much each source gives, in the order in which they are asked. Minor units."""

    receipts: int
    reserve: int
    mandate: int
    rest: int


def plan_of(*, owed: int, own: int, reserve: int, mandate: int) -> Plan:
    """Later sales first, then the reserve, then the mandate; a credit line is asked for the rest."""
    receipts = min(max(own, 0), owed)
    reserve = min(max(reserve, 0), owed - receipts)
    mandate = min(max(mandate, 0), owed - receipts - reserve)
    return Plan(receipts, reserve, mandate, owed - receipts - reserve - mandate)


@entry
def claw_back(*, shop_id: UUID, at: datetime) -> int:
    """Cover what the bank has put up for too long; returns what it still is, in minor units. Again: nothing more.

    Until ``PATIENCE`` is over only the shop's later sales do. Then the reserve, the owner's mandate on the deposit, and the
    first credit line that covers something; each adds an entry to the shop's statement.
    """
    shop = lock_shop(shop_id)
    owed, since = queries.advanced_minor(shop_id), queries.advanced_since(shop_id)
    if not owed or since is None or since + PATIENCE > at:
        return owed - net_off(shop=shop, at=at)
    mandate = Mandate.objects.select_for_update().filter(shop=shop, ended_at=None).first()
    may_take = min(mandate.cap_minor - mandate.used_minor, free_of(deposit_of(shop.party_id))) if mandate else 0
    own = queries.waiting_minor(shop_id) + owed
    plan = plan_of(owed=owed, own=own, reserve=free_of(reserve_of(shop.party_id)), mandate=may_take)
    # The line first: its limits are locked before any account.
    drawn = _drawn(shop, plan.rest, at=at)
    net_off(shop=shop, at=at)
    _take(shop, Recovery.Source.RESERVE, reserve_of(shop.party_id), plan.reserve, at=at)
    _take(shop, Recovery.Source.MANDATE, deposit_of(shop.party_id), plan.mandate, at=at)
    if mandate:
        Mandate.objects.filter(pk=mandate.pk).update(used_minor=F("used_minor") + plan.mandate)
    _take(shop, Recovery.Source.CREDIT_LINE, deposit_of(shop.party_id), drawn, at=at)
    nudge([shop.party_id], "funds")
    return plan.rest - drawn


def _drawn(shop: Shop, amount_minor: int, *, at: datetime) -> int:
    """What credit lines put into the shop's deposit to cover it."""
    left = amount_minor
    for name, line in ports.credit_lines:
        if left > 0:
            drawn = line.cover(party_id=shop.party_id, amount_minor=left, key=f"claw-back/{name}/{uuid7()}", at=at)
            if not 0 <= drawn <= left:
                raise ValueError(f"{name} drew something else than it was asked for")
            left -= drawn
    return amount_minor - left


def _take(shop: Shop, source: Recovery.Source, account: str, amount_minor: int, *, at: datetime) -> None:
    """Move it to what the bank put up, and put it on the shop's statement."""
    if not amount_minor:
        return
    row_id = uuid7()
    legs = [Leg(account, -amount_minor), Leg(bank_account("advances", spread_by=str(shop.pk)), amount_minor)]
    transfer_id = post_transfer(key=f"recovery/{row_id}", kind="recovery", legs=legs, at=at)
    Recovery.objects.create(shop=shop, source=source, amount_minor=amount_minor, transfer_id=transfer_id, at=at)
    Settlement.objects.create(
        id=row_id,
        kind=Settlement.Kind.RECOVERY,
        shop=shop,
        channel=source,
        goods_minor=0,
        commission_minor=0,
        recovered_minor=amount_minor,
        net_minor=amount_minor,
        key=f"recovery/{row_id}",
        transfer_id=transfer_id,
        settled_at=at,
        available_on=business_date(at),
        released_at=at,
    )
    told = {"source": str(source), "amount_minor": amount_minor}
    record("settlement.claw_back", target=f"shop/{shop.pk}", by=CLAW_BACK, at=at, after=told, about=shop.pk)
    notify(shop.party_id, "clawed_back", f"recovery/{row_id}", {"amount": to_text(amount_minor)}, at=at)


@entry
def give_mandate(*, shop_id: UUID, cap_minor: int, by: Actor, at: datetime) -> Mandate:
    """Let the bank take from the shop's deposit, up to a cap in all, what refunds leave owing.

    Raises:
        NotFound: not a shop that the actor owns.
        NothingToTakeBack: a cap of nothing.
        MandateStands: there is one in force.
    """
    shop = shop_for(by, shop_id, OWNERS, lock=True)
    if cap_minor <= 0 or by.person_id is None:
        raise NothingToTakeBack
    if queries.mandate_of(shop_id) is not None:
        raise MandateStands
    mandate = Mandate.objects.create(shop=shop, cap_minor=cap_minor, given_by_id=by.person_id, given_at=at)
    record("settlement.give_mandate", target=mandate, by=by, at=at, after={"cap_minor": cap_minor}, about=shop.pk)
    return mandate


@entry
def end_mandate(*, shop_id: UUID, by: Actor, at: datetime) -> None:
    """Nothing more is taken by it. Raises ``NotFound`` for a shop that is not the actor's, or without a mandate."""
    shop = shop_for(by, shop_id, OWNERS, lock=True)
    mandate = queries.mandate_of(shop.pk)
    if mandate is None:
        raise NotFound
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=at)
    record(
        "settlement.end_mandate",
        target=mandate,
        by=by,
        at=at,
        before={"cap_minor": mandate.cap_minor},
        after={"used_minor": mandate.used_minor},
        about=shop.pk,
    )
