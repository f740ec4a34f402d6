"""What becomes of goods on their way: they arrive, come back, or are lost for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import refund_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import STOCKERS, shop_for

from .. import access, rules
from ..errors import MoreThanSent, NothingToMove, ReasonNeeded
from ..models import BatchMovement, Movement, Transfer, TransferLine
from .batching import Label
from .moving import Cause, draft_movements, levels_of, write
from .transferring import ON_ITS_WAY, move, require

Status = Transfer.Status
BACK, WRITE_OFF = "back", "write_off"


@entry
def receive_transfer(*, transfer_id: UUID, arrived: Mapping[UUID, Decimal], short_reason: str = "", key: str, by: Actor, at: datetime) -> Transfer:
    """Goods arrive: ``arrived`` by article of the sending shop; once a key.

    The rest stays in transit, unless ``short_reason`` says why it will never come.

    Raises:
        TransferNotFound, DocumentMoved: not the actor's, or not on its way.
        NotFound: the actor does not keep the receiving shop's stock.
        NothingToMove, BadQuantity, MoreThanSent: what is said to have arrived can't have.
    """
    body = {"transfer": transfer_id, "arrived": sorted((str(k), str(v)) for k, v in arrived.items()), "short": short_reason}
    with once(key, verb="stock.transfer.receive", by=by, body=body, at=at) as turn:
        transfer = access.transfer_for(by, transfer_id, lock=not turn.earlier)
        if turn.earlier:
            return transfer
        shop_for(by, transfer.destination_id, roles=STOCKERS)
        require(transfer, ON_ITS_WAY)
        lines = {line.from_sku_id: line for line in transfer.lines.all()}
        if set(arrived) - set(lines) or not (arrived or short_reason):
            raise NothingToMove
        _bring(transfer, [(lines[sku_id], rules.checked_quantity(quantity)) for sku_id, quantity in arrived.items()], back=False, by=by, at=at)
        turn.remember(transfer=transfer_id)
        return _settle(transfer, list(lines.values()), short_reason, by=by, at=at)


@entry
def cancel_transfer(*, transfer_id: UUID, how: str = "", reason: str = "", key: str, by: Actor, at: datetime) -> Transfer:
    """Give a transfer up; once a key. What is on its way comes ``back`` or is a ``write_off`` with its reason.

    Raises:
        TransferNotFound, DocumentMoved: not the actor's, or it ended.
        NotFound: the actor does not keep the sending shop's stock.
        ReasonNeeded: goods are on their way and nothing says what becomes of them, or why they are lost.
    """
    with once(key, verb="stock.transfer.cancel", by=by, body={"transfer": transfer_id, "how": how, "reason": reason}, at=at) as turn:
        transfer = access.transfer_for(by, transfer_id, lock=not turn.earlier)
        if turn.earlier:
            return transfer
        shop_for(by, transfer.source_id, roles=STOCKERS)
        require(transfer, (Status.DRAFT, Status.READY, *ON_ITS_WAY))
        if transfer.status in ON_ITS_WAY:
            if how not in {BACK, WRITE_OFF} or (how == WRITE_OFF and not reason):
                raise ReasonNeeded
            lines = list(transfer.lines.all())
            if how == BACK:
                _bring(transfer, [(line, line.in_transit) for line in lines if line.in_transit], back=True, by=by, at=at)
            else:
                _lose(lines, reason)
        turn.remember(transfer=transfer_id)
        transfer.reason, transfer.ended_at = reason, at
        return move(transfer, Status.CANCELLED, (Status.DRAFT, Status.READY, *ON_ITS_WAY), by=by, at=at)


@inner
def _bring(transfer: Transfer, parts: Sequence[tuple[TransferLine, Decimal]], *, back: bool, by: Actor, at: datetime) -> None:
    """Onto the receiving shop's shelves, or back onto the sending one's, each line with its share of what it left with (R5)."""
    skus = {(line.from_sku_id if back else line.to_sku_id): (line, quantity) for line, quantity in parts}
    levels = levels_of(transfer.source_id if back else transfer.destination_id, skus)
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    for level in levels.values():
        line, quantity = skus[level.sku_id]
        if quantity > line.in_transit:
            raise MoreThanSent
        for label, part in _labelled(transfer, line, quantity) if level.tracks_batches else [(Label(), quantity)]:
            cost = refund_minor(line.sent_minor, line.quantity, line.settled, line.settled + part)
            labels[len(movements)] = label
            movements += draft_movements(level, Movement.Kind.TRANSFER_IN, part, Cause(transfer.pk, by, at), cost_minor=cost)
            if back:
                line.returned += part
            else:
                line.received += part
    write(levels.values(), movements, labels)
    TransferLine.objects.bulk_update([line for line, _quantity in parts], ["received", "returned"])


def _labelled(transfer: Transfer, line: TransferLine, quantity: Decimal) -> list[tuple[Label, Decimal]]:
    """The batches that this part of a line left in; what left without any has no label."""
    out = BatchMovement.objects.filter(movement__cause=transfer.pk, movement__kind=Movement.Kind.TRANSFER_OUT, movement__level__sku=line.from_sku_id)
    sent = [(Label(row.batch.code, row.batch.expires_on), -row.quantity) for row in out.select_related("batch").order_by("pk")]
    return rules.next_of(sent or [(Label(), line.quantity)], line.settled, quantity)


def _lose(lines: Sequence[TransferLine], reason: str) -> None:
    for line in lines:
        if line.in_transit:
            line.lost, line.reason = line.lost + line.in_transit, reason
    TransferLine.objects.bulk_update(lines, ["lost", "reason"])


def _settle(transfer: Transfer, lines: list[TransferLine], short_reason: str, *, by: Actor, at: datetime) -> Transfer:
    if short_reason:
        _lose(lines, short_reason)
    if any(line.in_transit for line in lines):
        return move(transfer, Status.PARTIALLY_RECEIVED, ON_ITS_WAY, by=by, at=at)
    transfer.ended_at = at
    return move(transfer, Status.RECEIVED, ON_ITS_WAY, by=by, at=at, reason=short_reason)
