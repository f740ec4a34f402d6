"""Every fact of trade that this wing publishes, and the standing that it deserves.

Claimed is one side's word, attested what both sides said, settled what a transfer of the bank's shows.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

import merchants
from ecosystem.feed.public import Fact, FactRow
from ecosystem.ledger.public import Transfer
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.customers.actions import pay_tab
from merchants.customers.public import make_link
from merchants.groups.actions import fail_late_groups
from merchants.orders.public import cancel_order
from merchants.payouts.public import pay_out
from merchants.till.actions import take_for_tab
from tests import asking, buying, counter
from tests.asking import Bazaar
from tests.cast import MORNING, Corner, actor
from tests.grouping import begun, joined, neighbours, offered
from tests.merchants import money
from tests.merchants.cards import cast as cards
from tests.merchants.takings.test_takings import TABLE, csv_of, taken
from tests.trading import differences, order_in

pytestmark = pytest.mark.django_db
SETTLED, ATTESTED, CLAIMED = "settled", "attested", "claimed"
# What happens, and how well the facts of it are known.
DESERVED: dict[str, dict[str, str]] = {
    # Nobody but the platform, or the shop, has said so.
    "a shop opens and fills its shelves": {"trade.shop_opened": CLAIMED, "trade.stock_received": CLAIMED},
    # Money moved here.
    "an order from home is paid and handed over": {"trade.order_paid": SETTLED, "trade.order_settled": SETTLED},
    # That it was let go is the platform's word; that its money went back is the bank's.
    "a paid order is cancelled": {"trade.order_paid": SETTLED, "trade.order_cancelled": CLAIMED, "trade.order_refunded": SETTLED},
    "something comes back of an order": {"trade.order_refunded": SETTLED},
    # How it ended is the platform's word; what its members paid is the bank's.
    "a group fills": {"trade.order_paid": SETTLED, "trade.group_filled": CLAIMED},
    "a group does not fill": {"trade.order_paid": SETTLED, "trade.group_failed": CLAIMED},
    "money is paid out": {"trade.payout_made": SETTLED},
    # It left the custody of the bank, and part of it was the shop's own.
    "a prepaid card pays": {"trade.card_used": SETTLED, "trade.order_paid": SETTLED, "trade.order_settled": SETTLED},
    # The shop says so: the bank holds none of it.
    "a sale for cash": {"trade.order_paid": CLAIMED, "trade.order_settled": CLAIMED},
    "cash goes back": {"trade.order_refunded": CLAIMED},
    "a sale on the tab": {"trade.tab_sold": CLAIMED},
    "cash for the tab": {"trade.tab_settled": CLAIMED},
    "the tab is paid through the bank": {"trade.tab_settled": SETTLED},
    "takings from elsewhere": {"trade.takings_claimed": CLAIMED},
    # The supplier confirmed what the buyer ordered.
    "a purchase is confirmed": {"trade.purchase_ordered": ATTESTED},
    # The supplier announced what the buyer counted; without a notice, or beyond it, it is the buyer's word, as her shelf always is.
    "announced goods arrive": {"trade.goods_received": ATTESTED, "trade.stock_received": CLAIMED},
    "fewer than announced arrive": {"trade.goods_received": ATTESTED, "trade.stock_received": CLAIMED},
    "more than announced arrive": {"trade.goods_received": CLAIMED, "trade.stock_received": CLAIMED},
    "goods arrive without a notice": {"trade.goods_received": CLAIMED, "trade.stock_received": CLAIMED},
    "the buyer lets a bill through": {"trade.purchase_invoiced": ATTESTED},
    "a bill is paid": {"trade.purchase_paid": SETTLED},
    # A quote and its award are both sides' word; who quotes by a link is not known well enough.
    "a request is awarded in the circle": {"trade.rfq_awarded": ATTESTED},
    "a request is awarded outside": {"trade.rfq_awarded": CLAIMED},
}


@pytest.fixture
def at() -> Iterator[Bazaar]:
    with time_machine.travel(MORNING, tick=False):
        yield asking.bazaar()


def kinds_published() -> set[str]:
    """The kind of every fact that a room of this wing defines."""
    for module in pkgutil.iter_modules(merchants.__path__):
        if importlib.util.find_spec(f"merchants.{module.name}.facts"):
            importlib.import_module(f"merchants.{module.name}.facts")
    found, waiting = set(), list(Fact.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("merchants.") and hasattr(one, "kind"):
            found.add(one.kind)
    return {kind for kind in found if kind.startswith("trade.")}


def test_every_fact_of_trade_has_the_standing_it_deserves(at: Bazaar) -> None:
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    after = 0

    def happens(what: str, act: Callable[[], object]) -> None:
        nonlocal after
        act()
        for row in FactRow.objects.filter(pk__gt=after, kind__startswith="trade.").order_by("pk"):
            assert seen[what].setdefault(row.kind, row.standing) == row.standing, (what, row.kind)
            assert (row.standing == SETTLED) == (row.transfer_id is not None), (what, row.kind)
            assert row.transfer_id is None or Transfer.objects.filter(pk=row.transfer_id).exists(), (what, row.kind)
            after = row.pk

    happens("a shop opens and fills its shelves", lambda: None)
    _sell(at.town.corner, happens)
    _buy(at, happens)
    assert seen == DESERVED
    assert {kind for kinds in DESERVED.values() for kind in kinds} == kinds_published()
    assert differences() == []


def _sell(town: Corner, happens: Callable[[str, Callable[[], object]], None]) -> None:
    owner, resident = actor(town.owner), actor(town.resident)
    happens("an order from home is paid and handed over", lambda: order_in("completed", town))
    happens("a paid order is cancelled", lambda: cancel_order(order_id=order_in("paid", town).pk, key="c", by=resident, at=MORNING))
    sold = money.completed(town)
    happens("an order from home is paid and handed over", lambda: None)
    happens(
        "something comes back of an order",
        lambda: refund_lines(order_id=sold.pk, asked=[Asked(1, Decimal(1))], reason="x", key="r", by=owner, at=MORNING),
    )
    happens("a group fills", lambda: joined(begun(town, offered(town, steps=((2, 400),)), size=2), *neighbours(1)))
    happens("a group does not fill", lambda: (begun(town, size=3, by=neighbours(1)[0]), fail_late_groups(at=MORNING + timedelta(days=2))))
    prepaid = cards.card(town)
    happens("a prepaid card pays", lambda: cards.paid_at_the_counter(town, prepaid))
    happens("money is paid out", lambda: pay_out(shop_id=town.shop.pk, key="p", by=owner, at=MORNING))
    counter.shift(town)
    cash = counter.sold(town, counter.line(town.milk, "2"))
    happens("a sale for cash", lambda: None)
    happens("cash goes back", lambda: counter.brought_back(town, cash))
    wu = counter.customer(town)
    happens("a sale on the tab", lambda: counter.sold(town, counter.line(town.milk, "2"), tender="tab", customer=wu))
    happens("cash for the tab", lambda: take_for_tab(card_id=wu.pk, amount_minor=400, wanted=(), drawer_id=None, key="t", by=owner, at=MORNING))
    link = make_link(card_id=wu.pk, by=owner, at=MORNING)
    happens("the tab is paid through the bank", lambda: pay_tab(token=link, amount_minor=600, wanted=[], key="b", by=resident, at=MORNING))
    happens("takings from elsewhere", lambda: taken(town, csv_of(*TABLE)))


def _buy(at: Bazaar, happens: Callable[[str, Callable[[], object]], None]) -> None:
    town = at.town
    buying.policy(town, over_receipt_bp=2_000)
    order = buying.confirmed(town)
    happens("a purchase is confirmed", lambda: None)
    for what, announced, counted in (
        ("announced goods arrive", "40", "40"),
        ("fewer than announced arrive", "30", "20"),
        ("more than announced arrive", "10", "15"),
    ):
        shipment = buying.shipped(town, order, announced)
        happens(what, lambda counted=counted, shipment=shipment: buying.received(town, order, counted, shipment=shipment))
    happens("goods arrive without a notice", lambda: buying.received(town, order, "5"))
    bill = buying.billed(town, order, ("80", buying.line_of(order).unit_minor))
    happens("the buyer lets a bill through", lambda: buying.approved(town, bill))
    bill.refresh_from_db()
    happens("a bill is paid", lambda: buying.paid(town, bill))
    inside = asking.asked(at)
    asking.three_quotes(at, inside)
    happens("a request is awarded in the circle", lambda: asking.awarded(at, inside, asking.plan(inside)))
    outside = asking.asked(at, suppliers=[at.village])
    asking.quoted(at, outside, at.village, 7_000, 900)
    happens("a request is awarded outside", lambda: asking.awarded(at, outside))
