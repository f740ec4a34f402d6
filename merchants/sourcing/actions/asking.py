"""A shop writes down what it wants, and asks several suppliers what they want for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY
from ecosystem.kernel.names import in_language
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound
from merchants.procurement.public import Supplier, checked_quantity, directory, number_of, require_whole
from merchants.shops.public import BUYERS, shop_for

from .. import access, rules
from ..errors import BadRfq, NobodyAsked, RfqNotFound
from ..models import Quotation, Rfq, RfqLine
from .moving import move, moved, require_in, settle_status, tell_suppliers

MAX_NAME, MAX_UNIT = 80, 20
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Asked:
    """So many units of an article of the shop's, or, without one, of what ``name`` says; a unit holds ``per_unit`` of the shop's own."""

    quantity: Decimal
    sku_id: UUID | None = None
    name: str = ""
    unit: tuple[str, str] = ("件", "piece")
    per_unit: Decimal = Decimal(1)
    wanted_by: date | None = None


@entry
def draft_rfq(
    *, shop_id: UUID, wants: Sequence[Asked], supplier_ids: Collection[UUID], answer_by: datetime, note: str = "", key: str, by: Actor, at: datetime
) -> Rfq:
    """A request that nobody but the shop sees until it is sent; the same key gives the same one.

    Raises:
        NotFound: not a shop where the actor buys.
        BadRfq: nothing is asked for, or something is out of range.
        SkuNotFound: an article of another shop.
        NobodyAsked: no supplier, too many, or one that the shop may not know of.
    """
    body = {"shop": shop_id, "wants": [astuple(one) for one in wants], "suppliers": sorted(map(str, supplier_ids)), "by": answer_by, "note": note}
    with once(key, verb="sourcing.draft", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, BUYERS)
        if turn.earlier:
            return access.buyers_rfq(by, UUID(turn.earlier["rfq"]))
        rfq_id = uuid7()
        rfq = Rfq(id=rfq_id, number=number_of(rfq_id, "Q"), shop=shop, currency=CNY, note=note[:200], made_by_id=by.person_id, made_at=at)
        rfq.answer_by = _checked_end(answer_by, at=at)
        rfq.save(force_insert=True)
        RfqLine.objects.bulk_create(_lines(rfq, wants))
        _ask(rfq, supplier_ids, at=at)
        record("sourcing.draft", target=rfq, by=by, at=at, after={"lines": len(wants), "suppliers": len(supplier_ids)}, about=shop.pk)
        turn.remember(rfq=rfq.pk)
        return rfq


@entry
def rewrite_rfq(
    *,
    rfq_id: UUID,
    wants: Sequence[Asked],
    supplier_ids: Collection[UUID],
    answer_by: datetime,
    note: str = "",
    seen_version: int,
    by: Actor,
    at: datetime,
) -> Rfq:
    """Everything of a draft anew. Raises ``RfqNotFound``, ``RfqMoved`` when it is none or somebody was faster, else as ``draft_rfq``."""
    rfq = access.buyers_rfq(by, rfq_id, lock=True)
    require_in(rfq, ("draft",))
    if rfq.version != seen_version:
        raise moved(rfq)
    before = {"lines": rfq.lines.count(), "suppliers": rfq.quotations.count()}
    rfq.answer_by, rfq.note, rfq.version = _checked_end(answer_by, at=at), note[:200], rfq.version + 1
    rfq.save(update_fields=["answer_by", "note", "version"])
    rfq.lines.all().delete()
    RfqLine.objects.bulk_create(_lines(rfq, wants))
    rfq.quotations.all().delete()
    _ask(rfq, supplier_ids, at=at)
    record(
        "sourcing.rewrite", target=rfq, by=by, at=at, before=before, after={"lines": len(wants), "suppliers": len(supplier_ids)}, about=rfq.shop_id
    )
    return rfq


@entry
def send_rfq(*, rfq_id: UUID, by: Actor, at: datetime) -> Rfq:
    """Put the request on the desks of those who are asked. Raises ``RfqNotFound``, ``RfqMoved``, or ``BadRfq`` when the time to answer is over."""
    rfq = access.buyers_rfq(by, rfq_id, lock=True)
    require_in(rfq, ("draft",))
    _checked_end(rfq.answer_by, at=at)
    move(rfq, "sent", by=by, at=at, sent_at=at)
    tell_suppliers(rfq, rfq.quotations.select_related("supplier"), "rfq_arrived", key="sent", at=at)
    return rfq


@entry
def invite_more(*, rfq_id: UUID, supplier_ids: Collection[UUID], by: Actor, at: datetime) -> Rfq:
    """Ask others too, while there is time to answer; whoever is asked already is left as she is.

    Raises:
        RfqNotFound, RfqMoved: not an open request of the actor's shop.
        NobodyAsked, BadRfq: nobody new, too many, or the time to answer is over.
    """
    rfq = access.buyers_rfq(by, rfq_id, lock=True)
    require_in(rfq, rules.OPEN)
    _checked_end(rfq.answer_by, at=at)
    asked = set(rfq.quotations.values_list("supplier", flat=True))
    made = _ask(rfq, [one for one in supplier_ids if one not in asked], already=len(asked), at=at)
    record("sourcing.invite", target=rfq, by=by, at=at, after={"suppliers": len(made)}, about=rfq.shop_id)
    if rfq.status == "quoted":
        # Somebody may answer again.
        Rfq.objects.filter(pk=rfq.pk).update(status="sent")
        rfq.status = "sent"
        settle_status(rfq, by=by, at=at)
    tell_suppliers(rfq, made, "rfq_arrived", key="sent", at=at)
    return rfq


@entry
def cancel_rfq(*, rfq_id: UUID, reason: str, by: Actor, at: datetime) -> Rfq:
    """Ask no longer. Raises ``RfqNotFound`` or ``RfqMoved``."""
    rfq = access.buyers_rfq(by, rfq_id, lock=True)
    move(rfq, "cancelled", reason=" ".join(reason.split())[:200], by=by, at=at, ended_at=at)
    waiting = list(rfq.quotations.filter(status__in=rules.MAY_ANSWER).select_related("supplier"))
    rfq.quotations.filter(status__in=rules.MAY_ANSWER).update(status="lost", ended_at=at)
    if rfq.sent_at is not None:
        tell_suppliers(rfq, waiting, "rfq_cancelled", key="cancelled", at=at)
    return rfq


@entry
def name_line(*, rfq_id: UUID, position: int, sku_id: UUID, per_unit: Decimal, by: Actor, at: datetime) -> RfqLine:
    """Say what a line in free words is in the shop, and how much of it one unit holds, so that it can be ordered.

    Raises:
        RfqNotFound, RfqMoved: no such line of an open request of the actor's shop.
        SkuNotFound, BadTerms: no such article there, or a unit holds nothing.
    """
    rfq = access.buyers_rfq(by, rfq_id, lock=True)
    require_in(rfq, ("draft", *rules.OPEN))
    line = rfq.lines.filter(position=position).first()
    if line is None:
        raise RfqNotFound
    sku = _skus(rfq.shop_id, [sku_id])[sku_id]
    before = {"position": position, "sku": str(line.sku_id or "")}
    line.sku, line.per_unit = sku, checked_quantity(per_unit)
    line.save(update_fields=["sku", "per_unit"])
    record("sourcing.name_line", target=rfq, by=by, at=at, before=before, after={"position": position, "sku": str(sku_id)}, about=rfq.shop_id)
    return line


@inner
def _ask(rfq: Rfq, supplier_ids: Collection[UUID], *, already: int = 0, at: datetime) -> list[Quotation]:
    wanted = set(supplier_ids)
    suppliers = list(directory([rfq.shop_id]).filter(pk__in=wanted))
    if not wanted or len(wanted) + already > rules.MAX_ASKED or len(suppliers) < len(wanted):
        raise NobodyAsked
    return Quotation.objects.bulk_create(Quotation(rfq=rfq, supplier=supplier, invited_at=at) for supplier in sorted(suppliers, key=_age))


def _age(supplier: Supplier) -> tuple[datetime, UUID]:
    return supplier.since, supplier.pk


def _lines(rfq: Rfq, wants: Sequence[Asked]) -> list[RfqLine]:
    if not 1 <= len(wants) <= rules.MAX_LINES:
        raise BadRfq
    skus = _skus(rfq.shop_id, [one.sku_id for one in wants if one.sku_id])
    return [_line(rfq, position, one, skus.get(one.sku_id) if one.sku_id else None) for position, one in enumerate(wants, start=1)]


def _line(rfq: Rfq, position: int, one: Asked, sku: Sku | None) -> RfqLine:
    name = " ".join(one.name.split())
    names = (sku.name_zh, sku.name_en) if sku else (name, name)
    whole = (sku.variant.whole_only or one.per_unit != 1) if sku else one.quantity % 1 == 0
    if not all(names) or len(name) > MAX_NAME or any(not 0 < len(unit) <= MAX_UNIT for unit in one.unit):
        raise BadRfq
    quantity = checked_quantity(one.quantity)
    require_whole(in_language(*names), quantity, whole=whole)
    if one.wanted_by and one.wanted_by < business_date(rfq.made_at):
        raise BadRfq
    return RfqLine(
        rfq=rfq,
        position=position,
        sku=sku,
        name_zh=names[0],
        name_en=names[1],
        unit_zh=one.unit[0],
        unit_en=one.unit[1],
        per_unit=checked_quantity(one.per_unit),
        whole=whole,
        quantity=quantity,
        wanted_by=one.wanted_by,
    )


def _skus(shop_id: UUID, sku_ids: Collection[UUID]) -> dict[UUID, Sku]:
    found = Sku.objects.filter(shop=shop_id, archived_at=None).select_related("variant").in_bulk(list(sku_ids))
    if len(found) < len(set(sku_ids)):
        raise SkuNotFound
    return found


def _checked_end(answer_by: datetime, *, at: datetime) -> datetime:
    if not at < answer_by <= at + LONGEST:
        raise BadRfq
    return answer_by
