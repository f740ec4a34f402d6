"""A pool's time is over: an order for each member at the price that was reached, or everybody's deposit back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, deposit_of, lock_accounts, post_hold, void_hold
from ecosystem.notices.public import notify_all
from merchants.procurement.public import OnTop, Order, Quoted, place_quoted

from .. import rules
from ..models import Member, Pool
from .joining import steps_of, tell_members

SWEEP = platform("pools.close")


@entry
def close_pool(*, pool_id: UUID, at: datetime) -> Pool | None:
    """Decide a pool whose time is over, once; ``None`` when it is not, or somebody was faster.

    What is confirmed reaches a step: each confirmed member has an order of her own at that price, on the supplier's desk, and her
    deposit stays set aside until goods come. It reaches none, or the supplier takes no orders: all deposits are free again.
    """
    # The lock makes a last confirmation come before, or find it closed.
    pool = Pool.objects.select_for_update(of=("self",)).select_related("article__supplier").filter(pk=pool_id, status="open").first()
    if pool is None or pool.closes_at > at:
        return None
    members = list(pool.members.filter(status=Member.Status.CONFIRMED).select_related("shop", "source__sku").order_by("pk"))
    price = rules.price_at(steps_of(pool), pool.confirmed)
    pool.members.filter(status=Member.Status.JOINED).update(status=Member.Status.FAILED)
    if price is None or not pool.article.supplier.taking_orders:
        _fail(pool, members, at=at)
    else:
        _order(pool, members, price, at=at)
    tell_members(pool)
    return pool


@entry
def settle_deposit(*, member_id: int, at: datetime) -> Member | None:
    """What becomes of a member's deposit once her order shows it; ``None`` while it does not."""
    found = Member.objects.filter(pk=member_id).values_list("pool", flat=True).first()
    if found is None:
        return None
    Pool.objects.select_for_update().get(pk=found)
    rows = Member.objects.filter(pk=member_id, deposit=Member.Deposit.HELD, status=Member.Status.ORDERED)
    member = rows.select_related("pool__article__supplier", "shop", "order").first()
    if member is None or member.order is None or member.hold_id is None:
        return None
    fate = rules.fate_of_deposit(order_status=member.order.status, agreed=member.order.agreed_revision is not None)
    if fate == "held" and member.order.made_at + rules.GIVE_UP_AFTER <= at:
        fate = "given_back"
    if fate == "held":
        return None
    _settle(member, fate, hold_id=member.hold_id, at=at)
    return member


@inner
def _fail(pool: Pool, members: Sequence[Member], *, at: datetime) -> None:
    lock_accounts(deposit_of(member.shop.party_id) for member in members)
    for member in members:
        if member.hold_id is not None:
            void_hold(hold_id=member.hold_id, at=at)
        member.status, member.deposit = Member.Status.FAILED, Member.Deposit.GIVEN_BACK
    Member.objects.bulk_update(members, ["status", "deposit"])
    _end(pool, Pool.Status.FAILED, None, at=at)
    notify_all([(one.shop.party_id, "pool_failed", f"pool/{pool.pk}/failed/{one.pk}", {"number": pool.number}) for one in members], at=at)


@inner
def _order(pool: Pool, members: Sequence[Member], price: int, *, at: datetime) -> None:
    for member in members:
        member.order, member.status = _placed(pool, member, price, at=at), Member.Status.ORDERED
    Member.objects.bulk_update(members, ["order", "status"])
    _end(pool, Pool.Status.ORDERED, price, at=at)
    told = {"number": pool.number, "amount": to_text(price)}
    notify_all([(one.shop.party_id, "pool_ordered", f"pool/{pool.pk}/ordered/{one.pk}", told) for one in members], at=at)


@inner
def _placed(pool: Pool, member: Member, price: int, *, at: datetime) -> Order:
    article = pool.article
    line = Quoted(
        sku_id=member.source.sku_id,
        names=(article.name_zh, article.name_en),
        units=(article.unit_zh, article.unit_en),
        per_unit=member.source.per_unit,
        whole=article.whole,
        quantity=member.quantity,
        unit_minor=price,
        article_id=article.pk,
    )
    return place_quoted(
        shop=member.shop, supplier=article.supplier, lines=[line], on_top=OnTop(), code=pool.number, note=pool.number, by=SWEEP, at=at
    )


@inner
def _end(pool: Pool, to: str, price: int | None, *, at: datetime) -> None:
    pool.status, pool.unit_minor, pool.ended_at, pool.version = to, price, at, pool.version + 1
    pool.save(update_fields=["status", "unit_minor", "ended_at", "version"])
    record(f"pools.{to}", target=pool, by=SWEEP, at=at, after={"confirmed": str(pool.confirmed), "unit_minor": price})


@inner
def _settle(member: Member, fate: str, *, hold_id: UUID, at: datetime) -> None:
    supplier_id = member.pool.article.supplier.party_id
    kind = "pool_deposit_back"
    if fate == "forfeited" and supplier_id is not None:
        legs = [Leg(deposit_of(member.shop.party_id), -member.deposit_minor), Leg(deposit_of(supplier_id), member.deposit_minor)]
        lock_accounts(leg.account for leg in legs)
        post_hold(hold_id=hold_id, legs=legs, key=f"pool/{member.pool_id}/{member.pk}/forfeited", kind="pool_deposit", at=at)
        kind = "pool_deposit_lost"
    else:
        void_hold(hold_id=hold_id, at=at)
    member.deposit = fate
    member.save(update_fields=["deposit"])
    record(f"pools.deposit_{fate}", target=member.pool, by=SWEEP, at=at, after={"amount_minor": member.deposit_minor})
    told = {"number": member.pool.number, "amount": to_text(member.deposit_minor)}
    notify_all([(member.shop.party_id, kind, f"pool/{member.pool_id}/deposit/{member.pk}", told)], at=at)
