"""Counts: planned, counted by several people at once, reviewed, and posted as gains and losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import STOCKERS, shop_for

from .. import access, rules
from ..errors import AlreadyCounting, DocumentMoved, HeldNoLonger, NothingToMove
from ..models import Count, CountLine, Level, Movement
from .moving import Cause, draft_movements, levels_of, names_of, sold_out, write

Status = Count.Status
RUNNING = (Status.COUNTING, Status.REVIEWING)
MOST_LINES = 5_000
BY_ITSELF = platform("stock.counts")


@entry
def plan_count(*, shop_id: UUID, name: str, sku_ids: Sequence[UUID], freezes: bool = False, key: str, by: Actor, at: datetime) -> Count:
    """Say what is to be counted; once a key. Without articles: everything that the shop has.

    One that ``freezes`` lets nothing of it come or go until it is posted or given up, or half a day has gone.

    Raises:
        NotFound, SkuNotFound: not the actor's.
        NothingToMove: nothing to count, or no name for it.
    """
    body = {"shop": shop_id, "name": name, "skus": sorted(map(str, sku_ids)), **({"freezes": True} if freezes else {})}
    with once(key, verb="stock.count.plan", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return access.count_for(by, UUID(turn.earlier["count"]))
        shop = shop_for(by, shop_id, roles=STOCKERS)
        skus = Sku.objects.filter(shop=shop, **({"pk__in": list(sku_ids)} if sku_ids else {}))
        found = list(skus.order_by("pk").values_list("pk", flat=True)[: MOST_LINES + 1])
        if sku_ids and len(found) < len(set(sku_ids)):
            raise SkuNotFound
        if not found or len(found) > MOST_LINES or not name.strip():
            raise NothingToMove
        count = Count.objects.create(shop=shop, name=name.strip()[:80], freezes=freezes, planned_at=at)
        CountLine.objects.bulk_create(CountLine(count=count, sku_id=sku_id) for sku_id in found)
        record("stock.count.plan", target=count, by=by, at=at, after={"lines": len(found), "freezes": freezes}, about=count.shop_id)
        turn.remember(count=count.pk)
        return count


@entry
def start_count(*, count_id: UUID, by: Actor, at: datetime) -> Count:
    """Keep what the books say of every line now, and let people count; one that freezes holds the shelves still from here.

    Raises:
        CountNotFound, DocumentMoved: not the actor's, or started already.
        AlreadyCounting: one of its articles is on another count that runs.
    """
    count = access.count_for(by, count_id, lock=True)
    require(count, (Status.PLANNED,))
    lines = list(count.lines.all())
    # The shelves are the lock: of two counts over one article that start at once, the later finds the first.
    levels = levels_of(count.shop_id, [line.sku_id for line in lines])
    elsewhere = CountLine.objects.filter(sku__in=list(levels), count__status__in=RUNNING).values_list("sku", flat=True)
    if elsewhere:
        raise AlreadyCounting(names=names_of(list(elsewhere[:5])))
    for line in lines:
        line.snapshot = levels[line.sku_id].on_hand
    CountLine.objects.bulk_update(lines, ["snapshot"])
    if count.freezes:
        Level.objects.filter(pk__in=[level.pk for level in levels.values()]).update(frozen_by=count)
        count.held_until = at + rules.HELD_FOR
    count.started_at = at
    return _move(count, Status.COUNTING, by=by, at=at)


@entry
def review_count(*, count_id: UUID, by: Actor, at: datetime) -> Count:
    """Nobody counts any more. Raises ``CountNotFound`` or ``DocumentMoved``."""
    count = access.count_for(by, count_id, lock=True)
    require(count, (Status.COUNTING,))
    return _move(count, Status.REVIEWING, by=by, at=at)


@entry
def reopen_count(*, count_id: UUID, by: Actor, at: datetime) -> Count:
    """Count again. Raises ``CountNotFound`` or ``DocumentMoved``."""
    count = access.count_for(by, count_id, lock=True)
    require(count, (Status.REVIEWING,))
    return _move(count, Status.COUNTING, by=by, at=at)


@entry
def hold_longer(*, count_id: UUID, by: Actor, at: datetime) -> Count:
    """Hold the goods of a count still for half a day from now. Raises ``CountNotFound`` or ``HeldNoLonger``."""
    count = access.count_for(by, count_id, lock=True)
    if count.held_until is None:
        raise HeldNoLonger
    before, count.held_until = count.held_until, at + rules.HELD_FOR
    count.save(update_fields=["held_until"])
    record("stock.count.hold", target=count, by=by, at=at, before={"held_until": before}, after={"held_until": count.held_until}, about=count.shop_id)
    return count


@entry
def let_go_of_count(*, count_id: UUID, at: datetime) -> bool:
    """Let the goods of a count move again whose time is over, and say so; the count goes on. Whether it was so."""
    held = Count.objects.select_for_update(of=("self",)).filter(pk=count_id, held_until__lte=at).select_related("shop").first()
    if held is None:
        return False
    _thaw(held)
    held.save(update_fields=["held_until"])
    record("stock.count.let_go", target=held, by=BY_ITSELF, at=at, about=held.shop_id)
    notify(held.shop.party_id, "count_let_go", f"count/{held.pk}/let_go", {"name": held.name}, at=at)
    return True


@entry
def cancel_count(*, count_id: UUID, by: Actor, at: datetime) -> Count:
    """Give a count up; nothing moves. Raises ``CountNotFound`` or ``DocumentMoved``."""
    count = access.count_for(by, count_id, lock=True)
    require(count, (Status.PLANNED, *RUNNING))
    _thaw(count)
    count.ended_at = at
    return _move(count, Status.CANCELLED, by=by, at=at)


@entry
def post_count(*, count_id: UUID, key: str, by: Actor, at: datetime) -> Count:
    """Make the books what was counted, with what moved since counting netted; once a key. Lines that nobody counted stay.

    Raises:
        CountNotFound, DocumentMoved: not the actor's, or not being reviewed.
        SoldOut: less was counted than is promised to orders.
    """
    with once(key, verb="stock.count.post", by=by, body={"count": count_id}, at=at) as turn:
        count = access.count_for(by, count_id, lock=not turn.earlier)
        if turn.earlier:
            return count
        require(count, (Status.REVIEWING,))
        lines = {line.sku_id: line for line in count.lines.prefetch_related("tallies") if line.tallies.all()}
        # One that froze its shelves lets go of all of them, so all are locked, in id order.
        held = count.lines.values_list("sku", flat=True) if count.freezes else lines
        levels = {sku_id: level for sku_id, level in levels_of(count.shop_id, held).items() if sku_id in lines}
        for line in lines.values():
            line.difference = line.found
        _require_promises_kept(levels, lines)
        movements: list[Movement] = []
        for level in levels.values():
            difference = lines[level.sku_id].difference
            if difference:
                kind = Movement.Kind.COUNT_GAIN if difference > 0 else Movement.Kind.COUNT_LOSS
                movements += draft_movements(level, kind, difference, Cause(count.pk, by, at))
        write(levels.values(), movements)
        CountLine.objects.bulk_update(lines.values(), ["difference"])
        _thaw(count)
        count.ended_at = at
        turn.remember(count=count_id)
        return _move(count, Status.POSTED, by=by, at=at, after={"counted": len(lines), "differing": len(movements)})


def _require_promises_kept(levels: dict[UUID, Level], lines: dict[UUID, CountLine]) -> None:
    short = [sku_id for sku_id, line in lines.items() if line.difference and not levels[sku_id].bears(line.difference)]
    if short:
        raise sold_out(short, levels[short[0]].shop_id)


@inner
def _thaw(count: Count) -> None:
    """Goods of a count that froze them move again; whoever waits for a shelf in id order finds it locked in id order."""
    held = Level.objects.select_for_update().filter(frozen_by=count).order_by("pk")
    Level.objects.filter(pk__in=[level.pk for level in held]).update(frozen_by=None)
    count.held_until = None


def require(count: Count, before: Sequence[str]) -> None:
    if count.status not in before:
        raise DocumentMoved(status=str(Status(count.status).label))


@inner
def _move(count: Count, to: str, *, by: Actor, at: datetime, after: dict[str, object] | None = None) -> Count:
    """Of a count whose row the caller holds."""
    came_from, count.status = count.status, to
    count.save(update_fields=["status", "started_at", "ended_at", "held_until"])
    record(f"stock.count.{to}", target=count, by=by, at=at, before={"status": came_from}, after={"status": to, **(after or {})}, about=count.shop_id)
    return count


# What pages and programs call the steps between planning and posting.
COUNT_STEPS: Mapping[str, Callable[..., Count]] = {
    "start": start_count,
    "review": review_count,
    "reopen": reopen_count,
    "hold": hold_longer,
    "cancel": cancel_count,
}
