"""A completed order becomes the shop's money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, available_of, bank_account, held_of, open_accounts, pending_of, post_transfer
from ecosystem.payments.public import acquiring_fee_of
from merchants.promotions.public import spend, write_spent

from .. import queries, rules
from ..models import Settlement, SettlementLine


@dataclass(frozen=True, slots=True)
class Sale:
    """What settlement needs to know of an order; it knows orders by id only. ``discounted``: promotions had a part in it."""

    order_id: UUID
    shop_id: UUID
    party_id: UUID
    category: str
    channel: str
    lines: tuple[rules.Sold, ...]
    delivery_fee_minor: int
    payment_id: UUID | None
    discounted: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The shop that kept a parcel for a sale's buyer, and what it gets for that out of the sale's money. Minor units."""

    shop_id: UUID
    party_id: UUID
    fee_minor: int


@inner
def settle(*, sale: Sale, kept: Kept | None = None, at: datetime) -> Settlement:
    """Move a sale's money out of pending, less what the platform and the acquirer take, and freeze the waterfall.

    Whoever ``kept`` it for the buyer gets her fee in the same transfer, as an entry of her own, available at once.

    It is available at once, or held for the days that the shop or its category waits.
    """
    terms = terms_for(sale, business_date(at))
    fee = acquiring_fee_of(payment_id=sale.payment_id, document_id=sale.order_id) if sale.payment_id else 0
    settlement, lines = draft_settlement(
        sale, terms, neighbourhood=queries.neighbourhood_code(sale.shop_id, terms.rules), acquiring_fee_minor=fee, at=at
    )
    if settlement.released_at is None:
        open_accounts([held_of(sale.party_id)])
    spent = spend(order_id=sale.order_id) if sale.discounted else None
    if kept:
        open_accounts([available_of(kept.party_id)])
    legs = [*settlement_legs(sale, settlement), *(spent.legs if spent else ()), *(_kept_legs(sale, kept) if kept else ())]
    settlement.transfer_id = post_transfer(key=f"settlement/{sale.order_id}", kind="settlement", legs=legs, at=at)
    if spent:
        write_spent(spent, transfer_id=settlement.transfer_id, at=at)
    settlement.save(force_insert=True)
    SettlementLine.objects.bulk_create(lines)
    if kept:
        _kept_entry(settlement, kept).save(force_insert=True)
    return settlement


def _kept_legs(sale: Sale, kept: Kept) -> Sequence[Leg]:
    return [Leg(pending_of(sale.party_id), -kept.fee_minor), Leg(available_of(kept.party_id), kept.fee_minor)]


def _kept_entry(sale: Settlement, kept: Kept) -> Settlement:
    return Settlement(
        id=uuid7(),
        kind=Settlement.Kind.PARCEL,
        shop_id=kept.shop_id,
        order_id=sale.order_id,
        channel=sale.channel,
        goods_minor=0,
        commission_minor=0,
        delivery_fee_minor=kept.fee_minor,
        net_minor=kept.fee_minor,
        key=f"parcel/{sale.order_id}",
        transfer_id=sale.transfer_id,
        settled_at=sale.settled_at,
        available_on=business_date(sale.settled_at),
        released_at=sale.settled_at,
    )


def terms_for(sale: Sale, on: date) -> queries.Terms:
    applied, tax_rate = queries.rules_on(on)
    return queries.Terms(applied, tax_rate, queries.hold_days_of(sale.shop_id, sale.category))


def draft_settlement(
    sale: Sale, terms: queries.Terms, *, neighbourhood: str = "", acquiring_fee_minor: int, at: datetime
) -> tuple[Settlement, list[SettlementLine]]:
    """The unsaved rows; one rule decides all lines, since rules ask for the whole order."""
    on = business_date(at)
    goods = sum(line.base_minor for line in sale.lines)
    rule = rules.first_fit(terms.rules, rules.Facts(sale.channel, sale.category, neighbourhood, str(sale.party_id), goods, on))
    charged = [rules.charge(line, rule, terms.tax_rate) for line in sale.lines]
    fall = rules.waterfall(charged, sale.delivery_fee_minor, acquiring_fee_minor)
    settlement = Settlement(
        id=uuid7(),
        kind=Settlement.Kind.SALE,
        shop_id=sale.shop_id,
        order_id=sale.order_id,
        channel=sale.channel,
        goods_minor=fall.goods_minor,
        subsidy_minor=fall.subsidy_minor,
        delivery_fee_minor=fall.delivery_fee_minor,
        commission_minor=fall.commission_minor,
        commission_tax_minor=fall.tax_minor,
        acquiring_fee_minor=fall.acquiring_minor,
        net_minor=fall.net_minor,
        settled_at=at,
        available_on=on + timedelta(days=terms.hold_days),
        released_at=None if terms.hold_days else at,
    )
    return settlement, [line_row(settlement, line, rule, terms) for line in charged]


def line_row(settlement: Settlement, line: rules.Charged, rule: rules.Rule, terms: queries.Terms) -> SettlementLine:
    return SettlementLine(
        settlement=settlement,
        position=line.position,
        quantity=line.quantity,
        base_minor=line.base_minor,
        rule_id=rule.id,
        rate=rule.rate,
        flat_minor=rule.flat_minor,
        tax_rate=terms.tax_rate,
        commission_minor=line.commission_minor,
        tax_minor=line.tax_minor,
        subsidy_minor=line.subsidy_minor,
    )


def accounts_of(order_id: UUID, party_id: UUID) -> list[str]:
    """The accounts that settling an order, or taking it back, may move."""
    books = [bank_account(book, spread_by=str(order_id)) for book in ("fees", "tax", "acquiring", "advances")]
    return [pending_of(party_id), held_of(party_id), available_of(party_id), *books]


def settlement_legs(sale: Sale, settlement: Settlement) -> Sequence[Leg]:
    pending, held, available, fees, tax, acquiring, _advances = accounts_of(sale.order_id, sale.party_id)
    legs = [
        Leg(pending, -(settlement.goods_minor + settlement.delivery_fee_minor)),
        Leg(available if settlement.released_at else held, settlement.net_minor),
        Leg(fees, settlement.commission_minor),
        Leg(tax, settlement.commission_tax_minor),
        Leg(acquiring, settlement.acquiring_fee_minor),
    ]
    return [leg for leg in legs if leg.amount_minor]
