"""Into a pool and out of it again, while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import deposit_of, place_hold, void_hold
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from merchants.procurement.public import Article, Source, checked_quantity, number_of, orderable
from merchants.shops.public import Shop
from merchants.staff.public import limits_for

from .. import access, rules
from ..errors import BadPool, MemberMoved, NoLadder, NowhereNear, PoolAboveLimit, PoolClosed
from ..models import LadderStep, Member, Pool, PoolStep
from ..rules import Step

LONGEST = timedelta(days=30)
HELD_FOR = timedelta(days=180)
WORDS = "pools"


@entry
def open_pool(*, shop_id: UUID, article_id: UUID, quantity: Decimal, closes_at: datetime, note: str = "", key: str, by: Actor, at: datetime) -> Pool:
    """Begin a pool on an article with prices by quantity; whoever opens it is its first confirmed member. The same key opens one.

    Raises:
        NotFound: not a shop where the actor buys.
        NowhereNear: the shop has no neighbourhood.
        NoLadder: no prices by quantity, or the article is nothing in the shop.
        BadPool, BadTerms: the closing time or the quantity is out of range.
        PoolAboveLimit, InsufficientFunds: as ``confirm_place``.
    """
    body = {"shop": shop_id, "article": article_id, "quantity": quantity, "closes": closes_at, "note": note}
    with once(key, verb="pools.open", by=by, body=body, at=at) as turn:
        shop = access.buying_shop(by, shop_id)
        if turn.earlier:
            return access.pool_near(shop, UUID(turn.earlier["pool"]))
        pool = _opened(shop, article_id, closes_at, note, at=at)
        member = _joined(pool, shop, quantity, None, at=at)
        _confirm(pool, member, by=by, at=at)
        record("pools.open", target=pool, by=by, at=at, after={"quantity": str(quantity)}, about=shop.pk)
        turn.remember(pool=pool.pk)
        return pool


@entry
def join_pool(*, pool_id: UUID, shop_id: UUID, quantity: Decimal, by: Actor, at: datetime) -> Member:
    """A neighbour wants so much too; it counts once she confirms. Joining again before that changes the quantity.

    Raises:
        PoolNotFound, PoolClosed: no pool near the shop, or none that is open.
        NoLadder: the article is nothing in the shop.
        MemberMoved: she has confirmed before.
        BadPool, BadTerms: no quantity that the supplier delivers.
    """
    shop = access.buying_shop(by, shop_id)
    pool = _open_one(shop, pool_id, at=at)
    member = _joined(pool, shop, quantity, pool.members.filter(shop=shop).first(), at=at)
    record("pools.join", target=pool, by=by, at=at, after={"quantity": str(quantity)}, about=shop.pk)
    return member


@entry
def confirm_place(*, pool_id: UUID, shop_id: UUID, key: str, by: Actor, at: datetime) -> Member:
    """Count me in: the deposit is set aside in the shop's own account. The same key confirms once.

    Raises:
        PoolNotFound, PoolClosed: no pool near the shop, or none that is open.
        MemberMoved: she has not joined, or has confirmed before.
        PoolAboveLimit: the most that it may cost is above what the actor may order alone.
        InsufficientFunds: there is too little in the account.
    """
    with once(key, verb="pools.confirm", by=by, body={"pool": pool_id, "shop": shop_id}, at=at) as turn:
        shop = access.buying_shop(by, shop_id)
        # The pool's lock makes its closing wait here, or this find it closed.
        pool = access.pool_near(shop, pool_id, lock=True)
        if turn.earlier:
            return pool.members.get(pk=turn.earlier["member"])
        _require_open(pool, at=at)
        member = _confirm(pool, _member(pool, shop, (Member.Status.JOINED,)), by=by, at=at)
        turn.remember(member=member.pk)
        return member


@entry
def withdraw(*, pool_id: UUID, shop_id: UUID, key: str, by: Actor, at: datetime) -> Member:
    """Out again before it closes, once a key; what was set aside is free. Raises ``PoolNotFound``, ``PoolClosed`` or ``MemberMoved``."""
    with once(key, verb="pools.withdraw", by=by, body={"pool": pool_id, "shop": shop_id}, at=at) as turn:
        shop = access.buying_shop(by, shop_id)
        pool = access.pool_near(shop, pool_id, lock=True)
        if turn.earlier:
            return pool.members.get(pk=turn.earlier["member"])
        _require_open(pool, at=at)
        member = _member(pool, shop, (Member.Status.JOINED, Member.Status.CONFIRMED))
        if member.status == Member.Status.CONFIRMED and member.hold_id is not None:
            Pool.objects.filter(pk=pool.pk).update(confirmed=F("confirmed") - member.quantity, version=F("version") + 1)
            void_hold(hold_id=member.hold_id, at=at)
            member.deposit = Member.Deposit.GIVEN_BACK
        member.status = Member.Status.WITHDRAWN
        member.save(update_fields=["status", "deposit"])
        record("pools.withdraw", target=pool, by=by, at=at, before={"quantity": str(member.quantity)}, about=shop.pk)
        tell_members(pool)
        turn.remember(member=member.pk)
        return member


@inner
def _opened(shop: Shop, article_id: UUID, closes_at: datetime, note: str, *, at: datetime) -> Pool:
    if shop.neighbourhood_id is None:
        raise NowhereNear
    if not at < closes_at <= at + LONGEST:
        raise BadPool
    article = Article.objects.filter(pk=article_id, offered=True, supplier__party__isnull=False, supplier__taking_orders=True).first()
    ladder = list(LadderStep.objects.filter(article=article_id).order_by("least"))
    if article is None or not ladder:
        raise NoLadder
    pool_id = uuid7()
    pool = Pool(id=pool_id, number=number_of(pool_id, "G"), article=article, neighbourhood_id=shop.neighbourhood_id, opened_by=shop)
    pool.deposit_bp, pool.closes_at, pool.note, pool.made_at = rules.DEPOSIT_BP, closes_at, note[:200], at
    pool.save(force_insert=True)
    PoolStep.objects.bulk_create(PoolStep(pool=pool, least=step.least, unit_minor=step.unit_minor) for step in ladder)
    return pool


@inner
def _joined(pool: Pool, shop: Shop, quantity: Decimal, member: Member | None, *, at: datetime) -> Member:
    article = pool.article
    source = Source.objects.filter(article=article, sku__shop=shop).order_by("-preferred", "pk").first()
    if source is None:
        raise NoLadder
    if checked_quantity(quantity) != orderable(quantity, moq=article.multiple, multiple=article.multiple):
        raise BadPool
    member = member or Member(pool=pool, shop=shop)
    if member.pk and member.status not in (Member.Status.JOINED, Member.Status.WITHDRAWN):
        raise moved(member)
    member.source, member.quantity, member.status, member.joined_at = source, quantity, Member.Status.JOINED, at
    member.deposit, member.deposit_minor, member.hold_id, member.confirmed_at = Member.Deposit.NONE, 0, None, None
    member.save()
    return member


@inner
def _confirm(pool: Pool, member: Member, *, by: Actor, at: datetime) -> Member:
    steps = steps_of(pool)
    most, limit = rules.most_minor(steps, member.quantity), limits_for(by, member.shop).purchase_minor
    if limit is not None and most > limit:
        raise PoolAboveLimit(amount=to_text(most))
    Pool.objects.filter(pk=pool.pk).update(confirmed=F("confirmed") + member.quantity, version=F("version") + 1)
    amount = rules.deposit_minor(steps, member.quantity, pool.deposit_bp)
    hold_key = f"pool/{pool.pk}/{member.pk}/{uuid7()}"
    account = deposit_of(member.shop.party_id)
    member.hold_id = place_hold(key=hold_key, account=account, amount_minor=amount, expires_at=pool.closes_at + HELD_FOR, at=at)
    member.status, member.deposit, member.deposit_minor, member.confirmed_at = Member.Status.CONFIRMED, Member.Deposit.HELD, amount, at
    member.save(update_fields=["status", "deposit", "deposit_minor", "hold_id", "confirmed_at"])
    record("pools.confirm", target=pool, by=by, at=at, after={"quantity": str(member.quantity), "deposit_minor": amount}, about=member.shop_id)
    tell_members(pool)
    return member


def steps_of(pool: Pool) -> Sequence[Step]:
    return [Step(step.least, step.unit_minor) for step in pool.steps.order_by("least")]


def tell_members(pool: Pool) -> None:
    """Their pages look again."""
    nudge(list(pool.members.values_list("shop__party", flat=True)), WORDS)


def moved(member: Member) -> MemberMoved:
    return MemberMoved(status=str(Member.Status(member.status).label))


def _open_one(shop: Shop, pool_id: UUID, *, at: datetime) -> Pool:
    pool = access.pool_near(shop, pool_id, lock=True)
    _require_open(pool, at=at)
    return pool


def _require_open(pool: Pool, *, at: datetime) -> None:
    if pool.status != Pool.Status.OPEN or pool.closes_at <= at:
        raise PoolClosed


def _member(pool: Pool, shop: Shop, statuses: Sequence[str]) -> Member:
    member = pool.members.filter(shop=shop).select_related("shop").first()
    if member is None:
        raise MemberMoved(status="–")
    if member.status not in statuses:
        raise moved(member)
    return member
