"""Paying a shop what its completed orders earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY, to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, available_of, deposit_of, post_transfer
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from merchants.settlement.public import Settlement
from merchants.shops.public import OWNERS, Shop, shop_for

from .errors import NothingToPayOut
from .facts import PayoutMade
from .models import Deduction, Payout


@entry
def pay_out(*, shop_id: UUID, key: str, by: Actor, at: datetime) -> Payout:
    """Pay a shop everything that is settled, on its owner's word; the same key pays once.

    Raises:
        NotFound: not a shop that the actor owns.
        NothingToPayOut: no settled order waits.
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
    """The daily run for one shop; ``None`` when nothing waits."""
    try:
        return make_payout(shop=Shop.objects.get(pk=shop_id), by=platform("payouts.schedule"), at=at)
    except NothingToPayOut:
        return None


@inner
def make_payout(*, shop: Shop, by: Actor, at: datetime) -> Payout:
    """Whole settlements, oldest first, each paid once: the row locks make a second run wait and find none."""
    waiting = list(Settlement.objects.select_for_update().filter(shop=shop, payout_id=None).order_by("settled_at", "pk"))
    if sum(row.net_minor for row in waiting) <= 0:
        raise NothingToPayOut
    payout = draft_payout(shop, waiting, at=at)
    claims = _claims_on(payout, shop, at=at)
    payout.withheld_minor = sum(claim.amount_minor for _name, claim in claims)
    payout.net_minor = payout.gross_minor - payout.withheld_minor
    payout.transfer_id = post_transfer(
        key=f"payout/{payout.pk}", kind="payout", legs=payout_legs(payout, shop.party_id, [c for _n, c in claims]), at=at
    )
    payout.save(force_insert=True)
    Deduction.objects.bulk_create(
        Deduction(payout=payout, claimant=name, reference=claim.reference, amount_minor=claim.amount_minor, lines=list(claim.lines))
        for name, claim in claims
    )
    Settlement.objects.filter(pk__in=[row.pk for row in waiting]).update(payout_id=payout.pk)
    _tell(payout, shop, by=by, at=at)
    return payout


def draft_payout(shop: Shop, waiting: Sequence[Settlement], *, at: datetime) -> Payout:
    gross = sum(row.net_minor for row in waiting)
    return Payout(
        id=uuid7(),
        shop=shop,
        settlements=len(waiting),
        goods_minor=sum(row.goods_minor for row in waiting),
        delivery_fee_minor=sum(row.delivery_fee_minor for row in waiting),
        commission_minor=sum(row.commission_minor for row in waiting),
        gross_minor=gross,
        withheld_minor=0,
        net_minor=gross,
        made_at=at,
    )


def payout_legs(payout: Payout, party_id: UUID, claims: Sequence[ports.Claim]) -> list[Leg]:
    taken = [Leg(account, amount) for claim in claims for account, amount in claim.legs]
    return [Leg(available_of(party_id), -payout.gross_minor), Leg(deposit_of(party_id), payout.net_minor), *taken]


def payout_fact(payout: Payout) -> PayoutMade:
    return PayoutMade(
        payout=str(payout.pk), gross_minor=payout.gross_minor, withheld_minor=payout.withheld_minor, net_minor=payout.net_minor, currency=CNY
    )


def _claims_on(payout: Payout, shop: Shop, *, at: datetime) -> list[tuple[str, ports.Claim]]:
    """Claimants in the order of their names, each from what the earlier ones left."""
    taken: list[tuple[str, ports.Claim]] = []
    for name, claimant in ports.settlement_claims:
        left = payout.gross_minor - sum(claim.amount_minor for _name, claim in taken)
        view = ports.PayoutView(payout_id=payout.pk, party_id=shop.party_id, currency=CNY, base_minor=left)
        claims = [claim for claim in claimant.claims(payout=view, at=at) if claim.amount_minor]
        if sum(claim.amount_minor for claim in claims) > left or any(sum(a for _c, a in claim.legs) != claim.amount_minor for claim in claims):
            raise ValueError(f"{name} claims more than there is, or legs that do not sum to its claim")
        taken += [(name, claim) for claim in claims]
    return taken


def _tell(payout: Payout, shop: Shop, *, by: Actor, at: datetime) -> None:
    record(
        "payouts.pay_out", target=f"payout/{payout.pk}", by=by, at=at, after={"net_minor": payout.net_minor, "withheld_minor": payout.withheld_minor}
    )
    publish(payout_fact(payout), about=shop.party_id, key=f"payout/{payout.pk}", at=at, standing="settled", transfer_id=payout.transfer_id)
    notify(shop.party_id, "payout_made", f"payout/{payout.pk}", {"amount": to_text(payout.net_minor)}, at=at)
    nudge([shop.party_id], "funds")
