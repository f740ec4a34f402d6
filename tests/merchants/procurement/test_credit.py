"""A shop buys on its line: set aside when the order is approved, lent when the invoice is paid, free again when less is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ecosystem.consent.public import ConsentWithdrawn, revoke, standing_grant
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.payments.public import PaymentFailed, UnknownMethod
from lending.earmarks.models import EarmarkDraw
from lending.limits.public import LimitExceeded, LimitFrozen, freeze, headroom_of
from lending.loans.models import Draw, Facility
from lending.portraits.public import PURPOSE
from merchants.procurement import actions, errors
from merchants.procurement.models import DebitNote, Invoice, Order
from merchants.procurement.rules import Want
from merchants.procurement.tasks import mind_every_answer, pay_due
from tests import borrowing, buying, trading
from tests.borrowing import DRAWN, LIMIT, PRICE, aside, on_the_line
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.trading import differences

pytestmark = pytest.mark.django_db
LEFT = LIMIT - DRAWN


@pytest.fixture
def town(market: Market) -> Market:
    borrowing.line_for(market)
    return market


def line_of(town: Market) -> Facility:
    return Facility.objects.get(borrower=town.shop.party_id)


def free(town: Market) -> int:
    return headroom_of(line_of(town).limit_node_id)


def supplier_has(town: Market) -> int:
    return balance_of(deposit_of(town.supplier.party_id))  # type: ignore[arg-type]


def refused(kind: type[DomainError], act: Callable[[], object]) -> None:
    def seen() -> object:
        orders = Order.objects.order_by("pk").values_list("status", "version", "pay_with")
        return list(orders), list(Invoice.objects.values_list("status")), Draw.objects.count(), list(EarmarkDraw.objects.values_list("pk"))

    before = seen()
    with pytest.raises(kind):
        act()
    assert seen() == before


def whole_story(town: Market, **wanted: Any) -> tuple[Order, Invoice]:
    order = borrowing.confirmed(town, **wanted)
    buying.received(town, order, "100")
    return order, buying.approved(town, buying.billed(town, order, ("100", PRICE)))


def test_an_order_is_set_aside_when_it_is_approved_and_lent_when_its_invoice_is_paid(town: Market) -> None:
    drafted, had = on_the_line(town, buying.draft(town)), balance_of(deposit_of(town.shop.party_id))
    assert (aside(drafted), free(town)) == (0, LEFT)
    order = actions.send_order(order_id=drafted.pk, by=actor(town.owner), at=MORNING)
    assert (aside(order), free(town)) == (100 * PRICE, LEFT - 100 * PRICE)
    actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    assert (aside(order), Draw.objects.count()) == (100 * PRICE, 1)
    buying.paid(town, invoice, method="line")
    order.refresh_from_db()
    assert (order.status, aside(order), free(town)) == ("closed", 0, LEFT - 100 * PRICE)
    assert (supplier_has(town), balance_of(deposit_of(town.shop.party_id))) == (100 * PRICE, had)
    assert Draw.objects.order_by("-number")[0].principal_minor == 100 * PRICE
    assert differences() == []


def test_each_part_that_came_is_lent_by_itself(town: Market) -> None:
    order = borrowing.confirmed(town)
    buying.received(town, order, "40")
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("40", PRICE))), method="line")
    assert aside(order) == 60 * PRICE
    actions.short_close(order_id=order.pk, reason="no more", by=actor(town.owner), at=MORNING)
    assert (aside(order), free(town)) == (0, LEFT - 40 * PRICE)
    assert differences() == []


def test_what_is_due_is_lent_on_its_day(town: Market) -> None:
    order = borrowing.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)), pay_when_due=True)
    pay_due(at=MORNING + timedelta(days=30))
    invoice.refresh_from_db()
    assert (invoice.status, supplier_has(town), aside(order)) == ("paid", 100 * PRICE, 0)
    assert differences() == []


def test_a_line_frozen_meanwhile_pays_nothing_and_the_shop_is_told(town: Market) -> None:
    order = borrowing.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)), pay_when_due=True)
    with transaction.atomic():
        freeze(node_id=line_of(town).limit_node_id, reason="a warning", by=platform("test"), at=MORNING)
    refused(LimitFrozen, lambda: buying.paid(town, invoice, method="line"))
    pay_due(at=MORNING + timedelta(days=30))
    invoice.refresh_from_db()
    assert (invoice.status, supplier_has(town), Notice.objects.filter(kind="invoice_line_refused").count()) == ("approved", 0, 1)
    buying.paid(town, invoice)
    assert (supplier_has(town), aside(order)) == (100 * PRICE, 0)
    assert differences() == []


def test_paid_from_the_account_after_all_frees_the_line(town: Market) -> None:
    order, invoice = whole_story(town)
    buying.paid(town, invoice)
    assert (aside(order), free(town), Draw.objects.count()) == (0, LEFT, 1)
    assert differences() == []


def test_the_last_headroom_is_promised_once(town: Market) -> None:
    first, second = borrowing.ordered(town), on_the_line(town, buying.draft(town, cases="30"))
    refused(LimitExceeded, lambda: actions.send_order(order_id=second.pk, by=actor(town.owner), at=MORNING))
    actions.cancel_order(order_id=first.pk, reason="no", by=actor(town.owner), at=MORNING)
    assert free(town) == LEFT
    actions.send_order(order_id=second.pk, by=actor(town.owner), at=MORNING)
    assert (aside(first), aside(second)) == (0, 30 * PRICE)
    assert differences() == []


def test_an_order_that_lapses_or_is_declined_frees_the_line(town: Market) -> None:
    lapsed, declined = borrowing.ordered(town, cases="20"), borrowing.ordered(town, cases="20")
    actions.decline_order(order_id=declined.pk, revision=1, reason="none left", by=actor(town.packer), at=MORNING)
    assert (aside(lapsed), aside(declined)) == (20 * PRICE, 0)
    mind_every_answer(at=MORNING + timedelta(days=60))
    assert (aside(lapsed), free(town)) == (0, LEFT)
    assert differences() == []


def test_another_wording_holds_as_much_as_may_come_of_it(town: Market) -> None:
    order = borrowing.confirmed(town, cases="50")
    more = buying.worded(order, quantity=D(80))
    actions.amend_order(order_id=order.pk, seen_revision=1, wording=more, reason="more", by=actor(town.owner), at=MORNING)
    assert aside(order) == 80 * PRICE
    actions.decline_order(order_id=order.pk, revision=2, reason="none left", by=actor(town.packer), at=MORNING)
    assert aside(order) == 50 * PRICE
    less = buying.worded(order, quantity=D(30))
    actions.amend_order(order_id=order.pk, seen_revision=2, wording=less, reason="less", by=actor(town.owner), at=MORNING)
    assert aside(order) == 50 * PRICE
    actions.confirm_order(order_id=order.pk, revision=3, by=actor(town.packer), at=MORNING)
    assert aside(order) == 30 * PRICE
    assert differences() == []


def test_a_dearer_change_of_the_supplier_is_agreed_to_only_within_the_line(town: Market) -> None:
    order = borrowing.ordered(town)
    dearer = buying.worded(order, unit_minor=9_500)
    actions.propose_change(order_id=order.pk, revision=1, wording=dearer, reason="scarce", by=actor(town.packer), at=MORNING)
    refused(LimitExceeded, lambda: actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.owner), at=MORNING))
    assert aside(order) == 100 * PRICE
    actions.choose_payment(order_id=order.pk, method="", by=actor(town.owner), at=MORNING)
    actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.owner), at=MORNING)
    assert (aside(order), free(town)) == (0, LEFT)
    assert differences() == []


def test_goods_that_went_back_repay_what_was_lent_for_them(town: Market) -> None:
    order, invoice = whole_story(town)
    buying.paid(town, invoice, method="line")
    back = {1: D(10)}
    returned = actions.return_goods(order_id=order.pk, quantities=back, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    assert returned is not None
    debit = DebitNote.objects.get(status="owed")
    had = balance_of(deposit_of(town.shop.party_id))
    for _ in range(2):
        actions.pay_back_debit(debit_id=debit.pk, key="k", by=actor(town.wholesaler), at=MORNING)
    drawn = EarmarkDraw.objects.get().draw
    assert drawn is not None
    assert (drawn.outstanding_minor, supplier_has(town), balance_of(deposit_of(town.shop.party_id))) == (90 * PRICE, 90 * PRICE, had)
    assert free(town) == LEFT - 90 * PRICE
    assert differences() == []


def test_without_consent_nothing_is_promised(town: Market) -> None:
    drafted = on_the_line(town, buying.draft(town))
    given = standing_grant(town.shop.party_id, PURPOSE, MORNING)
    assert given is not None
    with transaction.atomic():
        revoke(grant_id=given.pk, by=actor(town.owner), at=MORNING)
    refused(ConsentWithdrawn, lambda: actions.send_order(order_id=drafted.pk, by=actor(town.owner), at=MORNING))


def test_only_an_owner_chooses_the_line(town: Market) -> None:
    drafted = buying.draft(town)
    for person in (town.buyer, town.manager, town.accountant, town.wholesaler, town.corner.rival):
        act = lambda person=person: actions.choose_payment(order_id=drafted.pk, method="line", by=actor(person), at=MORNING)  # noqa: E731
        refused(NotFound, act)
    refused(UnknownMethod, lambda: actions.choose_payment(order_id=drafted.pk, method="bank_account", by=actor(town.owner), at=MORNING))


def test_who_pays_the_bills_draws_nothing_that_an_owner_has_not_chosen(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    refused(errors.NotChosen, lambda: buying.paid(town, invoice, method="line"))


def test_a_supplier_without_an_account_is_not_paid_on_credit(town: Market) -> None:
    by = actor(town.owner)
    village = actions.note_supplier(shop_id=town.shop.pk, profile=actions.SupplierProfile("Village", "Village"), by=by, at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=30_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    wants = [Want(eggs.pk, D(4))]
    drafted = actions.draft_order(shop_id=town.shop.pk, supplier_id=village.pk, wants=wants, key="k", by=by, at=MORNING)
    refused(errors.SupplierHasNoAccount, lambda: actions.choose_payment(order_id=drafted.pk, method="line", by=by, at=MORNING))


def test_no_resident_pays_with_a_line(town: Market) -> None:
    with pytest.raises(PaymentFailed):
        trading.buy(town.corner.resident, town.corner.milk, method="line")
    assert Draw.objects.count() == 1


def test_the_page_tells_the_cost_first_and_takes_the_choice(town: Market) -> None:
    drafted, client = buying.draft(town), Client(headers={"accept-language": "en"})
    client.force_login(town.owner, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/purchases/{drafted.pk}/").content.decode()
    assert "Pay with my line" in page
    assert "¥722.70" in page
    assert f"/credit/ahead/panel/purchase/?party={town.shop.party_id}&amp;amount=720000" in page
    client.post(f"/purchases/{drafted.pk}/pay-with/", {"method": "line", "idempotency_key": "k"})
    assert "Paid from your line" in client.get(f"/purchases/{drafted.pk}/").content.decode()
    other = Client(headers={"accept-language": "en"})
    other.force_login(town.buyer, backend="django.contrib.auth.backends.ModelBackend")
    page = other.get(f"/purchases/{buying.draft(town).pk}/").content.decode()
    assert "Pay with my line" not in page
    answer = other.post(f"/api/v1/purchase-orders/{drafted.pk}/pay-with", {"method": ""}, content_type="application/json")
    assert (answer.status_code, Order.objects.get(pk=drafted.pk).pay_with) == (404, "line")
    answer = client.post(f"/api/v1/purchase-orders/{drafted.pk}/pay-with", {"method": ""}, content_type="application/json")
    assert (answer.status_code, answer.json()["pay_with"]) == (200, "")
