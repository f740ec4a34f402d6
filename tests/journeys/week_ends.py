"""Thursday to Sunday: short and broken goods, a bill that is too dear, money that arrives on its day, books that agree."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from ecosystem.kernel import clock
from ecosystem.payments.public import Payment
from merchants.payouts.models import Payout
from merchants.periods.models import ClosedMonth
from merchants.procurement.models import Dispute, Invoice, Order, Receipt
from merchants.reports.actions import fold
from tests import cast
from tests.buying import D
from tests.journeys.browser import DESKTOP
from tests.journeys.forms import Window
from tests.journeys.weeks import MONDAY, Week
from tests.merchants.staff.cast import hired


def he_ships(week: Week, order: Order) -> None:
    desk = week.desk
    desk.open("/supply/orders/")
    desk.shot("61-desk")
    desk.page.get_by_role("link", name=order.number).first.click()
    desk.reads("The shop waits for your answer.")
    desk.shot("62-to-confirm")
    desk.button("Confirm as it is").dblclick()
    desk.unfold("Announce a shipment")
    desk.button("Announce it").dblclick()
    desk.page.locator("#history").wait_for()
    desk.shot("63-shipped")
    assert order.shipments.count() == 1


def she_takes_in_what_came(week: Week, order: Order) -> None:
    """Short, and two of it broken; too much and half a case are refused, and what she counted stays in the fields."""
    shop, page = week.shop, week.shop.open("/shop/purchases/")
    shop.shot("64-coming")
    page.get_by_role("link", name=order.number).first.click()
    accepted, refused, why, expires = (page.locator(f"[name={name}-1]") for name in ("accepted", "rejected", "why", "expires"))
    # Milk is told apart by its day from the first day on.
    expires.fill("2026-11-20")
    asked = int(accepted.input_value())
    for wrong, code in ((str(asked * 3), "too_much_delivered"), ("1.5", "not_whole"), ("-1", "bad_terms")):
        accepted.fill(wrong)
        refused.fill("2")
        why.fill("压碎")
        with shop.refused(code, accepted, refused, why, expires):
            shop.press("Post the receipt")
    accepted.fill(str(asked - 3))
    shop.shot("65-counted")
    shop.button("Post the receipt").dblclick()
    page.locator(".dispute").nth(1).wait_for()
    shop.shot("66-differs")
    assert Receipt.objects.filter(order=order).count() == 1
    assert sorted(Dispute.objects.values_list("quantity", flat=True)) == [D(1), D(2)]


def he_bills_too_dear(week: Week, order: Order) -> None:
    desk, page = week.desk, week.desk.open(f"/purchases/{order.pk}/")
    desk.shot("71-differs")
    for left in (2, 1):
        answers = page.locator(".dispute [name=answer][value=credit]")
        answers.nth(left - 1).wait_for()
        answers.first.click()
        answers.nth(left - 1).wait_for(state="detached")
    desk.unfold("Bill")
    page.locator("form[action$='/bill/'] [name=unit-1]").fill("66")
    desk.fill("Your invoice number", "F-77")
    desk.shot("72-bill")
    desk.button("Issue the invoice").dblclick()
    page.locator("[id^=invoice-][class*=card-title]").wait_for()
    desk.shot("73-billed")
    invoice = Invoice.objects.get()
    assert (invoice.status, invoice.exceptions) == ("held", ["price", "total"])
    desk.unfold("Bill")
    desk.fill("Your invoice number", "f 77")
    page.locator("form[action$='/bill/'] [name=quantity-1]").fill("1")
    with desk.met("invoice_number_used", page.locator("form[action$='/bill/'] [name=quantity-1]"), page.locator("#invoice-number")):
        desk.press("Issue the invoice")


def she_lets_it_pass(week: Week, order: Order) -> None:
    """A clerk sees what does not fit and has no button for it; the owner releases it with a reason, and it is paid on its day."""
    shop, page = week.shop, week.shop.page
    clerk = Window(hired(week.place, "clerk"), shop.language).get(f"/purchases/{order.pk}/").content.decode()
    assert "F-77" in clerk and "/release/" not in clerk
    release = page.locator("summary", has_text=shop.word("Release"))
    release.wait_for()
    shop.shot("74-held")
    for _ in range(2):
        settled = shop.button("Settle it")
        many = settled.count()
        settled.first.click()
        settled.nth(many - 1).wait_for(state="detached")
    release.click()
    page.locator("[id^=release-]").fill("牛奶涨价，已电话说好")
    shop.button("Release").dblclick()
    shop.button("Approve").wait_for()
    shop.shot("75-released")
    shop.button("Approve").dblclick()
    shop.button("Approve").wait_for(state="detached")
    invoice = Invoice.objects.get()
    assert (invoice.status, invoice.pay_when_due, invoice.due_on) == ("approved", True, date(2026, 11, 7))
    shop.open("/shop/purchases/payables/")
    shop.shot("76-falls-due")
    week.desk.open("/supply/claims/")
    week.desk.shot("77-to-come-in")


def both_see_it_paid(week: Week, order: Order) -> None:
    assert Invoice.objects.get().status == "paid"
    for number, teller in enumerate((week.shop, week.desk), start=1):
        teller.open(f"/purchases/{order.pk}/")
        teller.reads("Paid")
        teller.shot(f"8{number}-paid")
    week.desk.open("/supply/orders/")
    week.desk.shot("83-desk")
    week.desk.open("/notices/")
    week.desk.shot("84-notices")


def she_is_paid_out(week: Week) -> None:
    """What was paid by code: twice pressed, paid out once."""
    shop, page = week.shop, week.shop.open("/shop/funds/")
    shop.shot("85-funds")
    page.locator("form[action$='/pay-out/'] button").dblclick()
    page.locator("#payouts").wait_for()
    shop.shot("86-paid-out")
    page.locator("#payouts tbody a").first.click()
    page.locator("h1.num").wait_for()
    shop.shot("87-payout")
    assert Payout.objects.get().status == "succeeded"


def the_bank_compares(week: Week) -> None:
    """The day of the sale: fetched, compared, closed."""
    bank = week.joined_by(cast.banker("operator", "operator", at=MONDAY), DESKTOP)
    day = clock.business_date(Payment.objects.earliest("created_at").created_at)
    page = bank.open("/bank/reconciliation/")
    page.locator(f"a[href$='/{day}/']").click()
    bank.press("Fetch the files and compare")
    bank.reads("No difference was found.")
    bank.shot("91-compared")
    bank.button("Close the day").dblclick()
    page.locator("[data-status=closed]").first.wait_for()
    bank.shot("92-closed")


def she_reads_the_month(week: Week, kept: Path) -> None:
    while fold():
        pass
    shop, page = week.shop, week.shop.open("/shop/reports/month/")
    shop.shot("93-month")
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF").click()
    coming.value.save_as(kept)
    told = re.sub(r"\s", "", "".join(leaf.extract_text() for leaf in PdfReader(kept).pages))
    assert all(re.sub(r"\s", "", shop.word(words)) in told for words in ("Profit and loss", "Settlement statement", "Tax summary"))
    shop.open("/shop/")
    shop.shot("94-today")


def she_closes_the_month(week: Week) -> None:
    """Not over a drawer that nobody counted, nor before somebody else approved it; then what it says is kept."""
    page_of_it = f"/shop/reports/month/?shop={week.place.pk}&month=2026-11"
    # Weeks later each signs in anew.
    shop, manager = week.joined_by(week.keeper, week.looks[1]), week.joined_by(hired(week.place, "manager"), DESKTOP)
    shop.open(page_of_it)
    shop.reads("Before it can be closed:")
    shop.shot("95-not-ready")
    shop.open("/shop/till/shifts/")
    shop.follow("Count and close")
    shop.fill("Cash counted, yuan", "112")
    shop.press("Close the shift")
    shop.reads("Somebody else who manages the shop approves the difference.")
    manager.open("/shop/till/shifts/")
    manager.press("Approve the difference")
    manager.button("Approve the difference").wait_for(state="detached")
    while fold():
        pass
    page = shop.open(page_of_it)
    profit = page.locator(".line-total .num").inner_text()
    shop.shot("96-to-close")
    page.locator("form[action$='/month/close/'] button.btn").dblclick()
    page.locator(".card-header .mark-badge[data-tone=good]").wait_for()
    shop.shot("97-closed")
    assert page.locator(".line-total .num").inner_text() == profit == page.locator(".report-side .sum dd", has_text=profit).first.inner_text()
    assert ClosedMonth.objects.get().closed_by == week.keeper


def he_dates_nothing_into_it(week: Week, order: Order) -> None:
    """What came in November is billed in December, with a day of December."""
    desk = week.joined_by(week.boss)
    page = desk.open(f"/purchases/{order.pk}/")
    desk.unfold("Bill")
    quantity, number, dated = (page.locator(f"form[action$='/bill/'] [name={name}]") for name in ("quantity-1", "number", "issued"))
    quantity.fill("1")
    number.fill("F-78")
    dated.fill("2026-11-30")
    with desk.refused("period_closed", quantity, number, dated):
        desk.press("Issue the invoice")
    desk.shot("98-closed-month")
    dated.fill("2026-12-01")
    desk.button("Issue the invoice").dblclick()
    page.get_by_text("F-78").first.wait_for()
    assert list(Invoice.objects.order_by("issued_at").values_list("issued_on", flat=True))[1:] == [date(2026, 12, 1)]
