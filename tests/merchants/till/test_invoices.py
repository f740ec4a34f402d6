"""E-invoices before a bureau that is late, twice, wrong, silent or refuses."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ports import InvoiceAnswer
from merchants.till.actions import give_back, invoicing
from merchants.till.errors import BadTaxNumber, InvoiceStands, NotInvoiceable, TitleMissing
from merchants.till.models import BureauSlip, Invoice
from merchants.till.simulated_bureau import SimulatedTaxBureau
from tests import counter
from tests.cast import BANK, MORNING, Corner, actor
from tests.counter import Decimal, line, sold
from tests.trading import differences, order_in

pytestmark = pytest.mark.django_db
# The bank's own example of a valid code in GB 32100-2015.
COMPANY = "91110000600037341L"


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def asked(town: Corner, *, tax_number: str = COMPANY, key: str = "") -> Invoice:
    counter.shift(town) if not town.shop.drawers.exists() else None
    sale = sold(town, line(town.milk, "2"))
    by = actor(town.owner)
    return invoicing.request_invoice(order_id=sale.pk, title="Wu & Co", tax_number=tax_number, key=key or uuid4().hex, by=by, at=MORNING)


def after(invoice: Invoice, mood: str, tries: int) -> Invoice:
    """Where it stands after so many tries, each when it is due."""
    at = MORNING
    for _ in range(tries):
        invoicing.send_due(issuer=SimulatedTaxBureau(mood), at=at)
        at += timedelta(hours=7)
    return Invoice.objects.get(pk=invoice.pk)


@pytest.mark.parametrize(
    ("mood", "statuses"),
    [
        ("prompt", ["issued", "issued"]),
        ("late", ["submitted", "submitted", "submitted", "issued"]),
        ("silent", ["submitted", "submitted", "issued"]),
        ("refusing", ["refused", "refused"]),
        ("wrong", ["submitted", "red_lettered", "red_lettered"]),
    ],
)
def test_whatever_the_bureau_does_the_invoice_ends_somewhere(town: Corner, mood: str, statuses: list[str]) -> None:
    invoice, at = asked(town), MORNING
    for wanted in statuses:
        invoicing.send_due(issuer=SimulatedTaxBureau(mood), at=at)
        assert Invoice.objects.get(pk=invoice.pk).status == wanted
        at += timedelta(hours=7)
    assert BureauSlip.objects.count() == 1
    assert differences() == []


def test_a_waiting_invoice_is_not_tried_again_at_once(town: Corner) -> None:
    asked(town)
    assert invoicing.send_due(issuer=SimulatedTaxBureau("late"), at=MORNING) == 1
    assert invoicing.send_due(issuer=SimulatedTaxBureau("late"), at=MORNING) == 0
    assert invoicing.send_due(issuer=SimulatedTaxBureau("late"), at=MORNING + timedelta(seconds=30)) == 1


def test_an_answer_heard_twice_or_too_late_changes_nothing(town: Corner) -> None:
    invoice = after(asked(town), "prompt", 1)
    answer = InvoiceAnswer("issued", invoice.amount_minor, number="other")
    for late in (answer, InvoiceAnswer("refused", invoice.amount_minor, reason="late"), answer):
        heard = invoicing.hear(invoice_id=invoice.pk, answer=late, by=BANK, at=MORNING)
        assert (heard.status, heard.number) == ("issued", invoice.number)


def test_an_issued_invoice_is_red_lettered_and_asked_for_anew(town: Corner) -> None:
    invoice = after(asked(town), "prompt", 1)
    by = actor(town.owner)
    for _ in range(2):
        invoicing.take_back_invoice(invoice_id=invoice.pk, reason="wrong title", by=by, at=MORNING)
    assert after(invoice, "prompt", 1).status == "red_lettered"
    again = invoicing.request_invoice(order_id=invoice.order_id, title="Wu", tax_number="", key="n", by=by, at=MORNING)
    assert after(again, "prompt", 1).status == "issued"


def test_what_came_back_is_not_invoiced(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "2"))
    by = actor(town.owner)
    give_back(order_id=sale.pk, wanted={1: Decimal(1)}, reason="sour", drawer_id=None, key="b", by=by, at=MORNING)
    invoice = invoicing.request_invoice(order_id=sale.pk, title="Wu", tax_number="", key="i", by=by, at=MORNING)
    assert invoice.amount_minor == 500


def test_refusals_change_nothing(town: Corner) -> None:
    invoice = asked(town, key="same")

    def refused(error: type[DomainError], **values: object) -> None:
        given = {"order_id": invoice.order_id, "title": "Wu", "tax_number": "", "key": uuid4().hex, "by": actor(town.owner), "at": MORNING, **values}
        before = list(Invoice.objects.values_list("pk", "status"))
        with pytest.raises(error):
            invoicing.request_invoice(**given)  # type: ignore[arg-type]
        assert list(Invoice.objects.values_list("pk", "status")) == before

    refused(InvoiceStands)
    refused(TitleMissing, title="  ")
    refused(BadTaxNumber, tax_number="91110000600037341M")
    refused(BadTaxNumber, tax_number="12345")
    refused(NotFound, by=actor(town.rival))
    refused(NotInvoiceable, order_id=order_in("paid", town).pk)
    with pytest.raises(NotInvoiceable):
        invoicing.take_back_invoice(invoice_id=invoice.pk, reason="", by=actor(town.owner), at=MORNING)
    with pytest.raises(NotFound):
        invoicing.take_back_invoice(invoice_id=invoice.pk, reason="", by=actor(town.rival), at=MORNING)
    with pytest.raises(NotFound):
        invoicing.take_back_invoice(invoice_id=uuid4(), reason="", by=actor(town.owner), at=MORNING)
