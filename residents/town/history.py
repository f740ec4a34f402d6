"""The town's history as the verbs would have written it, row for row, a long stretch at a time.

Every row is drafted by the room that owns it; only the running totals (balances, shelves) are
kept here. A test plays the same events through the verbs and compares every table. Between two
stretches everything is written, so that verbs may act: loans are taken and repaid through them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, singledispatchmethod
from uuid import UUID

from django.db import transaction

from ecosystem import ports
from ecosystem.audit.public import Act, Note, drafted
from ecosystem.demo.public import Rows, Town, change
from ecosystem.feed.public import FactRow, Publication, drafted_fact, pseudonyms
from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.money import to_text
from ecosystem.ledger.public import BulkLedger, Entry, Leg, Transfer
from ecosystem.notices.public import Notice, draft_notice
from ecosystem.once.public import drafted_effect
from ecosystem.payments.public import Payment, fee_rate
from merchants.catalog.public import PriceChange
from merchants.orders.public import Order
from merchants.payouts.public import Payout, draft_payout, pay_out_by_schedule, payout_fact, payout_legs
from merchants.settlement.public import Settlement, SettlementLine, Terms, hold_days_of, neighbourhood_code, rules_on
from merchants.shops.public import Shop, serving_shops
from merchants.stock.public import Receipt
from merchants.town.public import owners_of

from .events import Billed, Bought, Delivered, Due, Event, Ordered, PaidOut, Received, Repriced, Stepped, Turn
from .people import residents_of
from .purchases import Purchases
from .shelves import Shelves
from .trade import Trade
from .wishes import Homes

SCHEDULE = platform("payouts.schedule")


class History:
    """Plays events in their order: ``copy_in`` a stretch of them, then ``take_turn``, and ``end`` at last."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rows = Rows()
        self.owners, self.residents = owners_of(town), residents_of(town)
        self.shops = self._shops()
        self.serving = {shop.party_id: shop for shop in serving_shops([shop.pk for shop in self.shops.values()]).values()}
        self.buyer_names = self._buyer_names()
        self.shelves = Shelves({shop.pk for shop in self.shops.values()})
        self.rules_on, self.hold_days_of = cache(rules_on), cache(hold_days_of)
        self.fee_rate = cache(fee_rate)
        self.homes = Homes(town)
        self.trade = Trade(self)
        self.purchases = Purchases(self)
        self.waiting: dict[UUID, list[Settlement]] = defaultdict(list)
        self._paid_late: list[Settlement] = []

    def copy_in(self, events: Iterable[Event]) -> int:
        """Play these and write all that they led to; answers how many rows. Nobody else posts meanwhile."""
        with transaction.atomic():
            self.ledger = BulkLedger()
            for event in events:
                self.play(event)
            return self._write()

    def take_turn(self, turn: Turn) -> None:
        """Each wing acts through its verbs; then the shops that may owe something are paid through ours."""
        for _name, wing in ports.town_turns:
            wing.act(town=self.town, at=turn.at)
        for code in turn.payouts:
            shop = self.shops[code]
            pay_out_by_schedule(shop_id=shop.pk, at=turn.at)
            self.waiting.pop(shop.pk, None)

    def end(self) -> int:
        """What is still on its way stays so."""
        self.trade.close()
        self.purchases.close()
        with transaction.atomic():
            return self._write()

    def _shops(self) -> dict[str, Shop]:
        by_person = {actor.person_id: code for code, actor in self.owners.items()}
        owned = Membership.objects.filter(person__in=list(by_person), role=Membership.Role.OWNER).values_list("party_id", "person_id")
        code_of = {party_id: by_person[person_id] for party_id, person_id in owned}
        return {code_of[shop.party_id]: shop for shop in Shop.objects.filter(party__in=list(code_of))}

    def _buyer_names(self) -> dict[tuple[UUID, UUID], str]:
        """(buyer, shop's party) → the code name there."""
        buyers = [actor.party_id for actor in self.residents.values() if actor.party_id]
        return {(buyer, shop.party_id): name for shop in self.shops.values() for buyer, name in pseudonyms(buyers, within=shop.party_id).items()}

    @singledispatchmethod
    def play(self, event: object) -> None:
        raise TypeError(f"nobody plays {event!r}")

    @play.register
    def _(self, event: Received) -> None:
        shop, owner = self.shops[event.receipt.shop], self.owners[event.receipt.shop]
        self.shelves.receive(event.receipt, shop, history=self, by=owner, at=event.at)

    @play.register
    def _(self, event: Ordered) -> None:
        self.purchases.order(event.purchase, at=event.at)

    @play.register
    def _(self, event: Delivered) -> None:
        self.purchases.deliver(event.purchase.code, at=event.at)

    @play.register
    def _(self, event: Billed) -> None:
        self.purchases.bill(event.purchase.code, at=event.at)

    @play.register
    def _(self, event: Due) -> None:
        self.purchases.pay(event.purchase.code, at=event.at)

    @play.register
    def _(self, event: Repriced) -> None:
        owner = self.owners[event.price.shop]
        sku = self.shelves.sku(self.shops[event.price.shop].pk, event.price.sku)
        before = sku.price_minor
        self.shelves.reprice(sku, event.price.unit_minor)
        self.rows.add(PriceChange(sku_id=sku.pk, price_minor=sku.price_minor, from_at=event.at, by_id=owner.person_id))
        after = {"price_minor": sku.price_minor}
        self.note("catalog.change_price", f"sku/{sku.pk}", owner, event.at, before={"price_minor": before}, after=after, about=sku.shop_id)

    @play.register
    def _(self, event: Bought) -> None:
        if event.errand.channel == "code":
            for order in event.errand.orders:
                self.trade.sell_at_counter(order, self.residents[event.errand.resident], at=event.at)
        else:
            self.trade.check_out(event.errand, self.residents[event.errand.resident], at=event.at)

    @play.register
    def _(self, event: Stepped) -> None:
        self.trade.step(event.order, event.step, at=event.at)

    @play.register
    def _(self, event: PaidOut) -> None:
        shop = self.shops[event.shop]
        waiting = self.waiting.pop(shop.pk, [])
        if not waiting:
            return
        payout = draft_payout(shop, waiting, schedule="t1", by=SCHEDULE, at=event.at)
        payout.transfer_id = self.post(f"payout/{payout.pk}", "payout", payout_legs(payout, shop.party_id), event.at)
        for settlement in waiting:
            settlement.payout_id = payout.pk
        self._paid_late += [settlement for settlement in waiting if not settlement._state.adding]
        self.rows.add(payout)
        told = {"net_minor": payout.net_minor, "withheld_minor": 0}
        self.note("payouts.pay_out", f"payout/{payout.pk}", SCHEDULE, event.at, after=told, about=payout.shop_id)
        fact = payout_fact(payout, shop)
        self.publish(
            Publication(
                fact=fact,
                about=shop.party_id,
                key=f"payout/{payout.pk}",
                at=event.at,
                standing="settled",
                transfer_id=payout.transfer_id,
            )
        )
        self.notice(shop.party_id, "payout_made", f"payout/{payout.pk}", {"amount": to_text(payout.net_minor)}, event.at)

    def terms_for(self, shop: Shop, on: date) -> Terms:
        rules, tax_rate = self.rules_on(on)
        return Terms(rules, tax_rate, self.hold_days_of(shop.pk, shop.category))

    def neighbourhood_of(self, shop: Shop, terms: Terms) -> str:
        return neighbourhood_code(shop.pk, terms.rules)

    def settled(self, settlement: Settlement, lines: list[SettlementLine]) -> None:
        self.waiting[settlement.shop_id].append(settlement)
        self.rows.add(settlement, *lines)

    def post(self, key: str, kind: str, legs: list[Leg], at: datetime) -> UUID:
        transfer, entries = self.ledger.post(key=key, kind=kind, legs=legs, at=at)
        self.rows.add(transfer, *entries)
        return transfer.pk

    def note(self, act: str, target: str, by: Actor, at: datetime, *, before: object = None, after: object = None, about: UUID | None = None) -> None:
        self.rows.add(drafted(Note(act=act, target=target, by=by, at=at, before=before, after=after, about=about)))

    def publish(self, told: Publication) -> None:
        self.rows.add(drafted_fact(told))

    def notice(self, party_id: UUID, kind: str, key: str, values: dict[str, object], at: datetime, *, place_id: UUID | None = None) -> None:
        self.rows.add(draft_notice(party_id, kind, key, values, place_id, at=at))

    def effect(self, key: str, verb: str, by: Actor, body: object, result: dict[str, object], at: datetime) -> None:
        self.rows.add(drafted_effect(key, verb=verb, by=by, body=body, result=result, at=at))

    def _write(self) -> int:
        self.shelves.close()
        self.ledger.close()
        written = self.rows.write([Transfer, Entry, Receipt, Payment, Order, Payout, Settlement, FactRow, Notice, Act])
        change(self._paid_late, "payout_id")
        self._paid_late = []
        return written
