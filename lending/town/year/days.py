"""A day of the year: each basket a transfer and the facts that tell of it, copied in as ``post_transfer`` and ``publish`` would write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from ecosystem.demo.public import Basket, Rows
from ecosystem.feed.public import FactRow, Publication, Stated, drafted_fact, thing
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import SHARDS, BulkLedger, Entry, Leg, Transfer, bank_account, deposit_of

SOURCE = "journey"
COUNTER = "counter"
HOUSEHOLD = "household"
CASH = sorted({bank_account("cash", spread_by=str(number)) for number in range(20 * SHARDS)})


@entry
def tell_day(*, baskets: Sequence[Basket], parties: Mapping[int, UUID]) -> int:
    """The sales of a day; answers how many rows. A basket that cost nothing moves nothing: it is told as paid, and claimed."""
    ledger = BulkLedger([*CASH, *(deposit_of(parties[store]) for store in {basket.store for basket in baskets})])
    rows = Rows()
    for basket in baskets:
        transfer = None
        party = parties[basket.store]
        if basket.paid_minor:
            key = f"{SOURCE}/{basket.number}"
            legs = [Leg(bank_account("cash", spread_by=str(basket.number)), -basket.paid_minor), Leg(deposit_of(party), basket.paid_minor)]
            transfer, entries = ledger.post(key=key, kind="card_sale", legs=legs, at=basket.at)
            rows.add(transfer, *entries)
        rows.extend(drafted_fact(told) for told in _told(basket, party, transfer.pk if transfer else None))
    written = rows.write([Transfer, Entry, FactRow])
    ledger.close()
    return written


def _told(basket: Basket, party: UUID, transfer_id: UUID | None) -> Iterator[Publication]:
    standing = "settled" if transfer_id else "claimed"
    money = {"gross_minor": basket.paid_minor, "paid_minor": basket.paid_minor, "currency": CNY}
    names = {"order": str(basket.number), "buyer": thing(HOUSEHOLD, str(basket.household), within=party), "same_owner": False}
    bodies = {"paid": Stated("trade.order_paid", 2, {**money, **names, "channel": COUNTER, "discount_minor": 0, "lines": basket.lines})}
    if transfer_id:
        bodies["settled"] = Stated("trade.order_settled", 1, {**money, **names, "fee_minor": 0, "net_minor": basket.paid_minor})
    for what, fact in bodies.items():
        yield Publication(
            fact=fact, about=party, key=f"{basket.number}/{what}", at=basket.at, standing=standing, transfer_id=transfer_id, source=SOURCE
        )
