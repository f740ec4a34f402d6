"""Steps of one purchase, its shipments, disputes and invoices, each beside the step that would leave it without its premise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from ecosystem import ports
from ecosystem.notices.models import Notice
from merchants.procurement import actions, links
from merchants.procurement.actions import ArticleTerms, SupplierProfile
from merchants.procurement.actions.reopening import reopen_unpaid
from merchants.procurement.models import Article, Dispute, Invoice, Order, Receipt, Return, Shipment
from merchants.procurement.rules import Want
from tests import buying
from tests.buying import TOMORROW, D, Market
from tests.cast import MORNING, actor
from tests.rivals import Race, acts_about, race, state_of
from tests.trading import SLOW_BANK, SlowBank

pytestmark = pytest.mark.race
PRICE = 7_200
OVER = MORNING + timedelta(hours=72)


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Iterator[Market]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield buying.market(money_minor=100_000_000)
    ports.payment_methods.leave(SLOW_BANK)


def handed_in(town: Market) -> Order:
    return actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)


def outside(town: Market) -> Order:
    """An order sent to a supplier outside the circle, who answers by its link."""
    village = actions.note_supplier(shop_id=town.shop.pk, profile=SupplierProfile("V", uuid4().hex[:8]), by=actor(town.owner), at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=3_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    said = {"shop_id": town.shop.pk, "supplier_id": village.pk, "wants": [Want(eggs.pk, D(40))], "key": uuid4().hex}
    return actions.send_order(order_id=actions.draft_order(**said, by=actor(town.owner), at=MORNING).pk, by=actor(town.owner), at=MORNING)


def outside_confirmed(town: Market) -> Order:
    return actions.confirm_by_link(token=links.write(outside(town), at=MORNING), at=MORNING)


def on_hold(town: Market) -> Order:
    return actions.hold_order(order_id=buying.confirmed(town).pk, reason="wait", by=actor(town.owner), at=MORNING)


def on_its_way(town: Market) -> Shipment:
    return buying.shipped(town, buying.confirmed(town), "40")


def changed(town: Market) -> Order:
    order = buying.sent(town)
    wording = buying.worded(order, quantity=D(7))
    return actions.propose_change(order_id=order.pk, revision=1, wording=wording, reason="few", by=actor(town.packer), at=MORNING)


def kept(town: Market, quantity: str = "100") -> Order:
    order = buying.confirmed(town)
    buying.received(town, order, quantity)
    return order


def most_of_it(town: Market) -> Order:
    return kept(town, "70")


def given_back(town: Market) -> Return:
    said = {"order_id": kept(town).pk, "quantities": {1: D(10)}, "reason": "sour", "key": uuid4().hex}
    return actions.return_goods(**said, by=actor(town.keeper), at=MORNING)


def disputed(town: Market) -> Dispute:
    order = buying.confirmed(town)
    buying.received(town, order, "97", rejected=["3"])
    return order.disputes.get()


def answered(town: Market) -> Dispute:
    dispute = disputed(town)
    answer(town, dispute)
    return dispute


def matched(town: Market) -> Invoice:
    return buying.billed(town, kept(town), ("100", PRICE))


def dear(town: Market) -> Invoice:
    """Held, for its price alone."""
    return buying.billed(town, kept(town), ("100", PRICE + 700))


def being_paid(town: Market) -> Invoice:
    return buying.paid(town, buying.approved(town, matched(town)), method=SLOW_BANK)


def due(town: Market) -> Invoice:
    """To be paid by itself, today."""
    invoice = buying.approved(town, matched(town), pay_when_due=True)
    Invoice.objects.filter(pk=invoice.pk).update(due_on=MORNING.date())
    return invoice


def two_for_the_same(town: Market) -> Order:
    """Two invoices of 60 on 100 whose first invoice was withdrawn."""
    order = kept(town)
    first = buying.billed(town, order, ("100", PRICE))
    for _ in range(2):
        buying.billed(town, order, ("60", PRICE))
    withdraw(town, first)
    return order


def by_shop(verb: Any, **more: Any) -> Any:
    """A step of the order by its owner."""
    return lambda town, it: verb(order_id=it.pk, by=actor(town.owner), at=MORNING, **more)


def with_link(verb: Any, **more: Any) -> Any:
    return lambda _town, it: verb(token=links.write(it, at=MORNING), at=MORNING, **more)


def ship_by_link(_town: Market, order: Order) -> Shipment:
    return actions.announce_by_link(token=links.write(order, at=MORNING), quantities={1: D(30)}, expected_on=TOMORROW, key=uuid4().hex, at=MORNING)


def propose_by_link(_town: Market, order: Order) -> Order:
    wording = buying.worded(order, quantity=D(3))
    return actions.propose_by_link(token=links.write(order, at=MORNING), wording=wording, reason="hens", at=MORNING)


def acknowledge(town: Market, made: Return) -> Return:
    return actions.acknowledge_return(order_id=made.order_id, return_id=made.pk, by=actor(town.packer), at=MORNING)


def answer(town: Market, dispute: Dispute) -> Dispute:
    return actions.answer_dispute(order_id=dispute.order_id, dispute_id=dispute.pk, answer="credit", by=actor(town.packer), at=MORNING)


def settle(town: Market, dispute: Dispute) -> Dispute:
    return actions.settle_dispute(order_id=dispute.order_id, dispute_id=dispute.pk, by=actor(town.keeper), at=MORNING)


def charge(town: Market, order: Order) -> object:
    said = {"amount_minor": 1_000, "landed_by": "value", "reason": "van", "key": uuid4().hex}
    return actions.charge_freight(order_id=order.pk, **said, by=actor(town.accountant), at=MORNING)


def by_accountant(verb: Any, **more: Any) -> Any:
    return lambda town, it: verb(invoice_id=it.pk, by=actor(town.accountant), at=MORNING, **more)


def approve(town: Market, invoice: Invoice) -> Invoice:
    return buying.approved(town, invoice)


def withdraw(town: Market, invoice: Invoice) -> Invoice:
    return actions.withdraw_invoice(invoice_id=invoice.pk, by=actor(town.wholesaler), at=MORNING)


def rematch(first: int) -> Any:
    def act(town: Market, order: Order) -> Invoice:
        invoice = order.invoices.filter(status="held").order_by("pk")[first]
        return actions.rematch_invoice(invoice_id=invoice.pk, by=actor(town.accountant), at=MORNING)

    return act


def pay(town: Market, invoice: Invoice) -> Invoice:
    return buying.paid(town, invoice)


def say_unpaid(_town: Market, invoice: Invoice) -> None:
    actions.note_refusal(invoice_id=invoice.pk, at=MORNING)


def told_in_time(_town: Market, invoice: Invoice) -> bool:
    """Nobody hears that it could not be paid after it was."""
    said = Notice.objects.filter(key__contains=f"/invoice/{invoice.pk}/", kind__in=["invoice_paid", "invoice_not_paid"])
    return said.order_by("pk").values_list("kind", flat=True).last() == "invoice_paid"


def reopen(_town: Market, invoice: Invoice) -> Invoice | None:
    assert invoice.payment_id
    return reopen_unpaid(invoice_id=invoice.pk, payment_id=invoice.payment_id, failed="no", at=MORNING)


def receive_rest(town: Market, order: Order) -> Receipt:
    return buying.received(town, order, "30")


def receive_shipment(town: Market, shipment: Shipment) -> Receipt:
    return buying.received(town, shipment.order, "40", shipment=shipment)


def take_back_shipment(town: Market, shipment: Shipment) -> Shipment:
    return actions.withdraw_shipment(order_id=shipment.order_id, shipment_id=shipment.pk, by=actor(town.packer), at=MORNING)


def add(town: Market, order: Order) -> Order:
    return actions.add_lines(order_id=order.pk, wants=[Want(town.apples.pk, D(5))], by=actor(town.owner), at=MORNING)


def rewrite(town: Market, order: Order) -> Order:
    wants = [Want(town.case.pk, D(7))]
    return actions.rewrite_draft(order_id=order.pk, wants=wants, seen_version=order.version, by=actor(town.owner), at=MORNING)


def reprice(town: Market, article: Article) -> Article:
    terms = ArticleTerms(code=article.code, name_zh="C", name_en="C", price_minor=article.price_minor + 1)
    return actions.change_article(article_id=article.pk, terms=terms, seen_version=article.version, by=actor(town.wholesaler), at=MORNING)


def confirm(town: Market, order: Order) -> Order:
    return actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)


def timed(verb: Any, at: Any = OVER) -> Any:
    return lambda _town, it: verb(order_id=it.pk, at=at)


def wording_sent(_town: Market, order: Order) -> tuple[str, bool]:
    """Its status, and whether what was sent is what stands on the order."""
    order.refresh_from_db()
    lines = sum(line.gross_minor for line in order.lines.all())
    return order.status, lines == order.total_minor == order.revisions.get().total_minor


def given_up(_town: Market, order: Order) -> tuple[str, str]:
    order.refresh_from_db()
    line = buying.line_of(order)
    return order.status, f"{line.accepted:.0f} of {line.quantity - line.given_up:.0f}"


def covered(_town: Market, order: Order) -> tuple[str, ...]:
    return (*sorted(order.invoices.values_list("status", flat=True)), str(buying.line_of(order).billed.normalize()))


def landed(_town: Market, order: Order) -> tuple[int, int]:
    order.refresh_from_db()
    return order.other_minor, order.landed_minor


def held(_town: Market, order: Order) -> tuple[bool, int]:
    order.refresh_from_db()
    return order.on_hold, acts_about(f"procurement.order/{order.pk}", f"procurement.{'hold' if order.on_hold else 'resume'}")


RACES = [
    race("a draft is added to and sent", buying.draft, add, by_shop(actions.send_order), shows=wording_sent,
         ends={"('sent', True): Order Order", "('sent', True): Order PurchaseMoved"}),
    race("a draft is rewritten by two", buying.draft, rewrite, rewrite, ends={"draft: Order PurchaseMoved"}),
    race("what was handed in is approved and handed back", handed_in, by_shop(actions.return_to_draft, reason="no"),
         lambda town, it: actions.approve_order(order_id=it.pk, seen_version=it.version, by=actor(town.manager), at=MORNING),
         ends={"draft: Order PurchaseMoved", "sent: Order PurchaseMoved"}),
    race("a change is agreed to and the order called off", changed, by_shop(actions.agree_to_change, revision=2),
         by_shop(actions.cancel_order, reason="no"), ends={"cancelled: Order PurchaseMoved", "cancelled: Order Order"}),
    race("a change is agreed to by two", changed, *[by_shop(actions.agree_to_change, revision=2)] * 2, ends={"acknowledged: Order PurchaseMoved"}),
    race("an answer comes as its time is over", buying.sent, timed(actions.lapse), confirm,
         ends={"lapsed: Order PurchaseMoved", "acknowledged: NoneType Order"}),
    race("the shop waits longer as the time is over", buying.sent, timed(actions.lapse),
         lambda town, it: actions.wait_longer(order_id=it.pk, by=actor(town.buyer), at=OVER),
         ends={"lapsed: Order PurchaseMoved", "sent: NoneType Order"}),
    race("two sweeps ask again at once", buying.sent, *[timed(actions.ask_again, MORNING + timedelta(hours=36))] * 2,
         shows=lambda _town, it: acts_about(f"procurement.order/{it.pk}", "procurement.ask_again"), ends={"1: NoneType Order"}),
    race("a link says yes and no and but", outside, with_link(actions.confirm_by_link), with_link(actions.decline_by_link, reason="no"),
         propose_by_link, ends={f"{one}: Order PurchaseMoved PurchaseMoved" for one in ("acknowledged", "declined", "changed")}
         | {"changed: Order PurchaseMoved RevisionMoved"}),
    race("a link announces twice what is due once", outside_confirmed, ship_by_link, ship_by_link,
         shows=lambda _town, it: it.shipments.count(), ends={"1: Shipment TooMuchAnnounced"}),
    race("an order is held by two", buying.confirmed, *[by_shop(actions.hold_order, reason="wait")] * 2, shows=held, ends={"(True, 1): Order Order"}),
    race("an order goes on for two", on_hold, *[by_shop(actions.resume_order)] * 2, shows=held, ends={"(False, 1): Order Order"}),
    race("the rest comes while nobody waits any more", most_of_it, by_shop(actions.short_close, reason="enough"), receive_rest,
         shows=given_up, ends={"('short_closed', '70 of 70'): Order PurchaseMoved", "('received', '100 of 100'): PurchaseMoved Receipt"}),
    race("a shipment arrives and is taken back", on_its_way, receive_shipment, take_back_shipment,
         ends={"withdrawn: NothingLeft Shipment", "arrived: NothingLeft Receipt"}),
    race("a return is acknowledged by two", given_back, acknowledge, acknowledge,
         shows=lambda _town, it: acts_about(f"procurement.return/{it.pk}", "procurement.acknowledge_return"), ends={"1: Return Return"}),
    race("a dispute is answered by two", disputed, answer, answer, ends={"answered: Dispute DisputeMoved"}),
    race("a dispute is answered and settled", disputed, answer, settle, ends={"settled: Dispute Dispute", "settled: Dispute DisputeMoved"}),
    race("a dispute is settled by two", answered, settle, settle, ends={"settled: Dispute DisputeMoved"}),
    race("two carriers are paid for one delivery", kept, charge, charge, shows=landed, ends={"(2000, 2000): Charge Charge"}),
    race("an invoice is approved and withdrawn", matched, approve, withdraw,
         ends={"approved: Invoice InvoiceMoved", "withdrawn: Invoice InvoiceMoved"}),
    race("a difference is let pass and taken off", dear, by_accountant(actions.release_invoice, reason="agreed"),
         by_accountant(actions.debit_differences), shows=lambda _town, it: (state_of(it), bool(it.debited_minor)),
         ends={"('matched', True): Invoice InvoiceMoved", "('matched', False): Invoice InvoiceMoved"}),
    race("a difference is taken off by two", dear, *[by_accountant(actions.debit_differences)] * 2,
         shows=lambda _town, it: (state_of(it), it.debits.count()), ends={"('matched', 1): Invoice InvoiceMoved"}),
    race("goods that came cover one of two invoices", two_for_the_same, rematch(0), rematch(1), shows=covered,
         ends={"('held', 'matched', 'withdrawn', '1E+2'): Invoice Invoice"}),
    race("an invoice is paid while its shop hears that it was not", due, pay, say_unpaid, shows=told_in_time, ends={"True: Invoice NoneType"}),
    race("a payment that failed is given up by two", being_paid, reopen, reopen, writes="procurement_invoice",
         shows=lambda _town, it: (state_of(it), acts_about(f"procurement.invoice/{it.pk}", "procurement.reopen")),
         ends={"('approved', 1): Invoice NoneType"}),
    race("a price is changed by two", lambda town: buying.article(town.supplier, town.wholesaler), reprice, reprice,
         shows=lambda _town, it: Article.objects.get(pk=it.pk).price_minor, ends={"7201: Article ArticleChanged"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Market, each: Race) -> None:
    each.run(town)
