"""Goods from one shop of a party to another: off the shelf when sent, on the shelf when received, between them in transit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import STOCKERS, shop_for

from .. import access, rules
from ..errors import DocumentMoved, NotCarriedThere, NothingToMove, OtherParty
from ..models import Movement, Transfer, TransferLine
from .moving import Cause, draft_movements, levels_of, names_of, require_free, write

Status = Transfer.Status
ON_ITS_WAY = (Status.IN_TRANSIT, Status.PARTIALLY_RECEIVED)


@dataclass(frozen=True, slots=True)
class Packed:
    """So much of an article of the sending shop."""

    sku_id: UUID
    quantity: Decimal


@entry
def draft_transfer(*, source_id: UUID, destination_id: UUID, lines: Sequence[Packed], key: str, by: Actor, at: datetime) -> Transfer:
    """Say what is to go where; the other shop lists the same variants. Moves nothing yet.

    Raises:
        NotFound, SkuNotFound: not the actor's.
        OtherParty: the shops belong to different owners, or are the same.
        NothingToMove, BadQuantity: no lines, an article twice, or no quantity.
        NotCarriedThere: the other shop has no such article.
    """
    body = {"from": source_id, "to": destination_id, "lines": [(line.sku_id, line.quantity) for line in lines]}
    with once(key, verb="stock.transfer.draft", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return access.transfer_for(by, UUID(turn.earlier["transfer"]))
        source, destination = shop_for(by, source_id, roles=STOCKERS), shop_for(by, destination_id, roles=STOCKERS)
        if source.party_id != destination.party_id or source.pk == destination.pk:
            raise OtherParty
        there = _matched(source.pk, destination.pk, lines)
        transfer = Transfer.objects.create(source=source, destination=destination, made_at=at)
        TransferLine.objects.bulk_create(
            TransferLine(transfer=transfer, position=position, from_sku_id=line.sku_id, to_sku_id=there[line.sku_id], quantity=line.quantity)
            for position, line in enumerate(lines, start=1)
        )
        record("stock.transfer.draft", target=transfer, by=by, at=at, after={"lines": len(lines)}, about=transfer.source_id)
        turn.remember(transfer=transfer.pk)
        return transfer


def _matched(source_id: UUID, destination_id: UUID, lines: Sequence[Packed]) -> dict[UUID, UUID]:
    """The other shop's listing of the same variant, for each line."""
    wanted = [line.sku_id for line in lines]
    if not wanted or len(set(wanted)) < len(wanted):
        raise NothingToMove
    for line in lines:
        rules.checked_quantity(line.quantity)
    variants = dict(Sku.objects.filter(shop=source_id, pk__in=wanted).values_list("pk", "variant_id"))
    if len(variants) < len(wanted):
        raise SkuNotFound
    there = dict(Sku.objects.filter(shop=destination_id, variant__in=list(variants.values()), archived_at=None).values_list("variant_id", "pk"))
    unknown = [sku_id for sku_id, variant_id in variants.items() if variant_id not in there]
    if unknown:
        raise NotCarriedThere(names=names_of(unknown))
    return {sku_id: there[variant_id] for sku_id, variant_id in variants.items()}


@entry
def mark_transfer_ready(*, transfer_id: UUID, by: Actor, at: datetime) -> Transfer:
    """Packed, not yet gone. Raises ``TransferNotFound`` or ``DocumentMoved``."""
    transfer = access.transfer_for(by, transfer_id, lock=True)
    return move(transfer, Status.READY, (Status.DRAFT,), by=by, at=at)


@entry
def dispatch_transfer(*, transfer_id: UUID, key: str, by: Actor, at: datetime) -> Transfer:
    """The goods leave the sending shop's shelves, at their cost; once a key.

    Raises:
        TransferNotFound, DocumentMoved: not the actor's, or not packed any more.
        NotFound: the actor does not keep the sending shop's stock.
        SoldOut: too little is free there now.
    """
    with once(key, verb="stock.transfer.dispatch", by=by, body={"transfer": transfer_id}, at=at) as turn:
        transfer = access.transfer_for(by, transfer_id, lock=not turn.earlier)
        if turn.earlier:
            return transfer
        shop_for(by, transfer.source_id, roles=STOCKERS)
        require(transfer, (Status.DRAFT, Status.READY))
        lines = {line.from_sku_id: line for line in transfer.lines.all()}
        levels = levels_of(transfer.source_id, lines)
        require_free(levels, {sku_id: line.quantity for sku_id, line in lines.items()})
        movements: list[Movement] = []
        for level in levels.values():
            line = lines[level.sku_id]
            movements += draft_movements(level, Movement.Kind.TRANSFER_OUT, -line.quantity, Cause(transfer.pk, by, at))
            line.sent_minor = -movements[-1].value_minor
        write(levels.values(), movements)
        TransferLine.objects.bulk_update(lines.values(), ["sent_minor"])
        transfer.dispatched_at = at
        turn.remember(transfer=transfer_id)
        return move(transfer, Status.IN_TRANSIT, (Status.DRAFT, Status.READY), by=by, at=at)


def require(transfer: Transfer, before: Sequence[str]) -> None:
    if transfer.status not in before:
        raise DocumentMoved(status=str(Status(transfer.status).label))


@inner
def move(transfer: Transfer, to: str, before: Sequence[str], *, by: Actor, at: datetime, reason: str = "") -> Transfer:
    """Of a transfer whose row the caller holds."""
    require(transfer, before)
    came_from, transfer.status = transfer.status, to
    transfer.save(update_fields=["status", "reason", "dispatched_at", "ended_at"])
    record(
        f"stock.transfer.{to}",
        target=transfer,
        by=by,
        at=at,
        before={"status": came_from},
        after={"status": to},
        reason=reason or transfer.reason,
        about=transfer.source_id,
    )
    return transfer
