"""A completed order becomes the shop's money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, available_of, bank_account, pending_of, post_transfer

from . import queries, rules
from .models import Settlement


@dataclass(frozen=True, slots=True)
class Sale:
    """What settlement needs to know of an order; it knows orders by id only."""

    order_id: UUID
    shop_id: UUID
    party_id: UUID
    channel: str
    line_minor: tuple[int, ...]
    delivery_fee_minor: int


@inner
def settle(*, sale: Sale, at: datetime) -> Settlement:
    """Move a sale's money from pending to available, less commission, and freeze the waterfall."""
    settlement = draft_settlement(sale, rate_on=queries.rate_for, at=at)
    settlement.transfer_id = post_transfer(key=f"settlement/{sale.order_id}", kind="settlement", legs=settlement_legs(sale, settlement), at=at)
    settlement.save(force_insert=True)
    return settlement


def draft_settlement(sale: Sale, *, rate_on: queries.RateOn, at: datetime) -> Settlement:
    fall = rules.waterfall(sale.line_minor, sale.delivery_fee_minor, rate_on(sale.channel, business_date(at)))
    return Settlement(
        id=uuid7(),
        shop_id=sale.shop_id,
        order_id=sale.order_id,
        channel=sale.channel,
        goods_minor=fall.goods_minor,
        delivery_fee_minor=fall.delivery_fee_minor,
        commission_minor=fall.commission_minor,
        net_minor=fall.net_minor,
        settled_at=at,
    )


def accounts_of(order_id: UUID, party_id: UUID) -> list[str]:
    """The accounts that settling an order will move."""
    return [pending_of(party_id), available_of(party_id), bank_account("fees", spread_by=str(order_id))]


def settlement_legs(sale: Sale, settlement: Settlement) -> Sequence[Leg]:
    pending, available, fees = accounts_of(sale.order_id, sale.party_id)
    legs = [
        Leg(pending, -(settlement.goods_minor + settlement.delivery_fee_minor)),
        Leg(available, settlement.net_minor),
        Leg(fees, settlement.commission_minor),
    ]
    return [leg for leg in legs if leg.amount_minor]
