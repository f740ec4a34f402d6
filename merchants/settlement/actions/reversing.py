"""What a refund after the hand-over takes back of a settled sale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import allocate, refund_minor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, post_transfer
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from merchants.promotions.public import return_to_funders, write_returned
from merchants.shops.public import Shop

from .. import queries
from ..errors import MoreThanSold, NothingToTakeBack, NotSettled
from ..models import Settlement, SettlementLine
from ..rules import Charged, Standing, part_back, taken_back
from .releasing import lock_shop
from .settling import accounts_of


@dataclass(frozen=True, slots=True)
class Returned:
    """So much of one line comes back, for its share of what was paid, or for ``amount_minor`` where the sides agreed on that."""

    position: int
    quantity: Decimal
    amount_minor: int | None = None


@inner
def reverse_settlement(
    *,
    order_id: UUID,
    lines: Sequence[Returned] = (),
    amount_minor: int = 0,
    delivery_fee_minor: int = 0,
    key: str,
    by: Actor,
    at: datetime,
) -> Settlement:
    """Take a settled sale back in part or whole: a negative entry, and the buyer's money in pending again, ready for ``create_refund``.

    ``lines`` come back by quantity (R5) or for the money that each says; ``amount_minor`` is money off the goods without any goods back, spread over
    the lines; ``delivery_fee_minor`` is given back besides. Commission, its tax and the acquirer's fee come back in
    proportion, as they were frozen on the sale, and what funders put to it goes back to their budgets. What is not there
    any more, because it was paid out, the bank puts up and the shop's later sales, or what else stands for it, give back.

    The refund's amount is minus (goods + delivery fee) of the entry. The caller holds the order, then the payment.

    Raises:
        NotSettled: the order was never settled.
        NothingToTakeBack: neither lines nor an amount.
        MoreThanSold: with what came back before it would be more than was sold.
    """
    body = {"order": order_id, "lines": [asdict(line) for line in lines], "amount": amount_minor, "delivery": delivery_fee_minor}
    with once(key, verb="settlement.reverse", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return Settlement.objects.get(pk=turn.earlier["settlement"])
        sale, shop = _locked(order_id)
        back = _lines_back(sale, lines, amount_minor)
        entry = _entry(sale, back, delivery_fee_minor, key=f"{by.name}/{key}", at=at)
        entry.advanced_minor = _to_put_up(sale, entry)
        _post(entry, shop, at=at)
        _write_lines(sale, entry, back)
        told = {"order": str(order_id), "net_minor": entry.net_minor, "advanced_minor": entry.advanced_minor}
        record("settlement.reverse", target=f"settlement/{sale.pk}", by=by, at=at, after=told)
        nudge([shop.party_id], "funds")
        turn.remember(settlement=entry.pk)
        return entry


def _locked(order_id: UUID) -> tuple[Settlement, Shop]:
    found = Settlement.objects.filter(order_id=order_id, kind=Settlement.Kind.SALE)
    shop_id = found.values_list("shop", flat=True).first()
    if shop_id is None:
        raise NotSettled
    shop = lock_shop(shop_id)
    # Read again: whether it was released or paid out is only now settled.
    return found.select_for_update().get(), shop


def standings_of(sale: Settlement) -> dict[int, Standing]:
    """Each line of a settled sale with what came back of it, by position."""
    sums = SettlementLine.objects.filter(settlement__reversed_from=sale).values("position").annotate(quantity=Sum("quantity"), base=Sum("base_minor"))
    back = {row["position"]: (-row["quantity"], -row["base"]) for row in sums}
    return {
        line.position: Standing(
            Charged(line.position, line.quantity, line.base_minor, line.commission_minor, line.tax_minor, line.subsidy_minor),
            *back.get(line.position, (Decimal(0), 0)),
        )
        for line in sale.lines.order_by("position")
    }


def _lines_back(sale: Settlement, lines: Sequence[Returned], amount_minor: int) -> list[Charged]:
    standings = standings_of(sale)
    if amount_minor < 0 or any(line.quantity <= 0 for line in lines) or len({line.position for line in lines}) < len(lines):
        raise NothingToTakeBack
    quantities = {line.position: line.quantity for line in lines}
    if any(position not in standings or quantity > standings[position].left_quantity for position, quantity in quantities.items()):
        raise MoreThanSold
    money = {line.position: _money_of(standings[line.position], line) for line in lines}
    left = {position: standing.left_minor - money.get(position, 0) for position, standing in standings.items()}
    if amount_minor > sum(left.values()):
        raise MoreThanSold
    if amount_minor:
        for position, share in zip(left, allocate(amount_minor, list(left.values())), strict=True):
            money[position] = money.get(position, 0) + share
    touched = sorted(position for position in standings if money.get(position) or quantities.get(position))
    return [taken_back(standings[at], quantity=quantities.get(at, Decimal(0)), amount_minor=money.get(at, 0)) for at in touched]


def _money_of(standing: Standing, line: Returned) -> int:
    """R5 by quantity, and never more than what is left of the line after money off it; or what was agreed on."""
    if line.amount_minor is not None:
        if not 0 <= line.amount_minor <= standing.left_minor:
            raise MoreThanSold
        return line.amount_minor
    sold, before = standing.sold, standing.back_quantity
    return min(refund_minor(sold.base_minor, sold.quantity, before, before + line.quantity), standing.left_minor)


def _entry(sale: Settlement, back: Sequence[Charged], delivery_fee_minor: int, *, key: str, at: datetime) -> Settlement:
    goods, commission, tax = sum(x.base_minor for x in back), sum(x.commission_minor for x in back), sum(x.tax_minor for x in back)
    subsidy = sum(x.subsidy_minor for x in back)
    earlier = sale.reversals.aggregate(goods=Sum("goods_minor"), delivery=Sum("delivery_fee_minor"))
    goods_before, delivery_before = -(earlier["goods"] or 0), -(earlier["delivery"] or 0)
    if delivery_fee_minor < 0 or delivery_before + delivery_fee_minor > sale.delivery_fee_minor:
        raise MoreThanSold
    if not goods and not delivery_fee_minor:
        raise NothingToTakeBack
    before = goods_before + delivery_before
    after = before - goods + delivery_fee_minor
    acquiring = -part_back(sale.acquiring_fee_minor, sale.goods_minor + sale.delivery_fee_minor, before, after)
    return Settlement(
        id=uuid7(),
        kind=Settlement.Kind.REVERSAL,
        shop_id=sale.shop_id,
        order_id=sale.order_id,
        channel=sale.channel,
        goods_minor=goods,
        subsidy_minor=subsidy,
        delivery_fee_minor=-delivery_fee_minor,
        commission_minor=commission,
        commission_tax_minor=tax,
        acquiring_fee_minor=acquiring,
        net_minor=goods + subsidy - delivery_fee_minor - commission - tax - acquiring,
        reversed_from=sale,
        key=key,
        settled_at=at,
        # What comes back waits where the sale waits, so that both are released together.
        available_on=sale.available_on,
        released_at=sale.released_at and at,
    )


def _to_put_up(sale: Settlement, entry: Settlement) -> int:
    """What is not there any more of the shop's available money, or of this sale's own while it is held."""
    if entry.released_at is None:
        back = sale.reversals.aggregate(net=Sum("net_minor"), advanced=Sum("advanced_minor"))
        own = sale.net_minor + (back["net"] or 0) + (back["advanced"] or 0)
    else:
        own = queries.waiting_minor(entry.shop_id) + queries.advanced_minor(entry.shop_id)
    return max(-entry.net_minor - own, 0)


@inner
def _post(entry: Settlement, shop: Shop, *, at: datetime) -> None:
    """Move the money, what funders put to it back to their budgets, and write the entry."""
    if entry.order_id is None:
        raise LookupError("a reversal is of an order")
    returned = return_to_funders(order_id=entry.order_id, amount_minor=-entry.subsidy_minor) if entry.subsidy_minor else None
    legs = [*_legs(entry, shop.party_id), *(returned.legs if returned else ())]
    entry.transfer_id = post_transfer(key=f"reversal/{entry.pk}", kind="reversal", legs=legs, at=at)
    if returned:
        write_returned(returned, transfer_id=entry.transfer_id, at=at)
    entry.save(force_insert=True)


def _legs(entry: Settlement, party_id: UUID) -> list[Leg]:
    if entry.order_id is None:
        raise LookupError("a reversal is of an order")
    pending, held, available, fees, tax, acquiring, advances = accounts_of(entry.order_id, party_id)
    return [
        Leg(pending, -(entry.goods_minor + entry.delivery_fee_minor)),
        Leg(available if entry.released_at else held, entry.net_minor + entry.advanced_minor),
        Leg(advances, -entry.advanced_minor),
        Leg(fees, entry.commission_minor),
        Leg(tax, entry.commission_tax_minor),
        Leg(acquiring, entry.acquiring_fee_minor),
    ]


def _write_lines(sale: Settlement, entry: Settlement, back: Sequence[Charged]) -> None:
    frozen: Mapping[int, SettlementLine] = {line.position: line for line in sale.lines.all()}
    SettlementLine.objects.bulk_create(
        SettlementLine(
            settlement=entry,
            position=line.position,
            quantity=line.quantity,
            base_minor=line.base_minor,
            rule_id=frozen[line.position].rule_id,
            rate=frozen[line.position].rate,
            flat_minor=frozen[line.position].flat_minor,
            tax_rate=frozen[line.position].tax_rate,
            commission_minor=line.commission_minor,
            tax_minor=line.tax_minor,
            subsidy_minor=line.subsidy_minor,
        )
        for line in back
    )
