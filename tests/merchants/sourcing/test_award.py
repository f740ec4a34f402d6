"""From the request to orders at the suppliers who won: every step, every refusal, and what each side is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.money import to_text
from ecosystem.notices.models import Notice
from ecosystem.once.errors import KeyUsedOtherwise
from merchants.catalog.public import SkuNotFound
from merchants.onboarding.models import Document
from merchants.periods.public import set_taxpayer
from merchants.procurement.errors import BadTerms, NotTakingOrders, NotWhole
from merchants.procurement.models import Article, Order, Source
from merchants.sourcing import actions, errors, links, rules
from merchants.sourcing.actions import Asked, Pick, QuotedLine, QuoteTerms
from merchants.sourcing.models import AwardLine, Quotation, QuoteLine, QuoteVersion, Rfq
from merchants.sourcing.tasks import expire_due
from tests import asking, buying
from tests.asking import IN_TWO_DAYS, Bazaar
from tests.buying import D
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import PNG
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=3)
PAST = MORNING + timedelta(days=30)


@pytest.fixture
def at() -> Iterator[Bazaar]:
    with time_machine.travel(MORNING, tick=False):
        yield asking.bazaar()


def told(party_id: Any) -> list[str]:
    return list(Notice.objects.filter(party_id=party_id).order_by("pk").values_list("kind", flat=True))


def standing() -> list[object]:
    return [
        list(Rfq.objects.order_by("pk").values_list("status", "version")),
        list(Quotation.objects.order_by("pk").values_list("status", "number", "order")),
        [model.objects.count() for model in (QuoteVersion, QuoteLine, AwardLine, Order, Article, Source, FactRow, Notice)],
    ]


def refuses(refusal: type[DomainError], act: Callable[[], object]) -> None:
    before = standing()
    with pytest.raises(refusal):
        act()
    assert standing() == before


def test_the_cheapest_split_becomes_an_order_at_each_winner(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    rfq.refresh_from_db()
    assert rfq.status == "quoted"
    best = asking.plan(rfq)
    # 10 × 70.00 of Harvest + 8 × 8.00 of Orchard (7.5 in whole steps), and the freight of both.
    assert (best.goods_minor, best.extra_minor, best.total_minor) == (70_000 + 6_400, 800, 77_200)
    asking.awarded(at, rfq, best, key="k")
    asking.awarded(at, rfq, best, key="k")
    rfq.refresh_from_db()
    assert rfq.status == "awarded"
    statuses = [asking.quotation(rfq, supplier).status for supplier in at.suppliers]
    assert statuses == ["awarded", "awarded", "lost"]
    harvest, orchard = (asking.quotation(rfq, supplier).order for supplier in at.suppliers[:2])
    assert harvest is not None
    assert orchard is not None
    assert Order.objects.count() == 2
    assert (harvest.status, harvest.total_minor, harvest.freight_minor) == ("sent", 70_000, 500)
    assert (orchard.status, orchard.total_minor, orchard.freight_minor) == ("sent", 6_400, 300)
    line = harvest.lines.get()
    assert (line.sku, line.per_unit, line.quantity, line.unit_minor) == (at.town.corner.milk, 24, 10, 7_000)
    assert line.promised_on == (MORNING + timedelta(days=2)).date()
    assert line.article == at.town.case  # the price list has it, by the case of 24
    assert orchard.lines.get().article.offered is False
    assert told(at.town.supplier.party_id) == ["rfq_arrived", "purchase_arrived", "quote_won"]
    assert told(at.town.rival_supplier.party_id) == ["rfq_arrived", "purchase_arrived", "quote_won"]
    assert FactRow.objects.filter(kind="trade.rfq_awarded").count() == 1
    turned = buying.turned_ahead(orchard, supplier=at.town.rival_wholesaler, buyer=at.town.owner)
    assert (turned.ahead, turned.billable, turned.order.billing) == (True, 8, "order")
    buying.actions.confirm_order(order_id=harvest.pk, revision=1, by=actor(at.town.packer), at=MORNING)
    assert differences() == []


def test_prices_without_tax_are_compared_and_ordered_with_it(at: Bazaar) -> None:
    rfq = asking.asked(at)
    town = at.town
    asking.quoted(at, rfq, town.supplier, 7_000, 1_000, tax_bp=1_300)
    asking.quoted(at, rfq, town.rival_supplier, 6_500, 950, tax_bp=1_300, sent={"tax_included": False})
    # 65.00 + 13 % is 73.45 and dearer than 70.00 with its tax; 9.50 + 13 % is 10.735, a fen's half up.
    best = asking.plan(rfq)
    assert {position: (cell.unit_minor, cell.goods_minor) for position, cell in best.cells.items()} == {1: (7_000, 70_000), 2: (1_000, 8_000)}
    other = asking.plan(rfq, "soonest").total_minor, asking.comparison_of(asking.comparable(rfq.pk, today=MORNING.date()), today=MORNING.date()).alone
    alone = next(plan for pk, plan in other[1].items() if pk == asking.quotation(rfq, town.rival_supplier).pk)
    assert {cell.unit_minor for cell in alone.cells.values()} == {7_345, 1_074}
    notice = Notice.objects.filter(kind="quote_arrived").latest("pk")
    assert notice.values["amount"] == to_text(alone.total_minor)
    asking.awarded(at, rfq, alone)
    order = asking.quotation(rfq, town.rival_supplier).order
    assert order is not None
    assert (order.total_minor, [line.unit_minor for line in order.lines.order_by("position")]) == (alone.goods_minor, [7_345, 1_074])
    # What the quote said of its tax stays with the order, and with the article that it put on the supplier's list.
    assert {(line.tax_bp, line.article.tax_bp) for line in order.lines.select_related("article")} == {(1_300, 1_300)}
    assert differences() == []


def test_a_general_taxpayer_compares_without_the_tax_that_comes_back(at: Bazaar) -> None:
    rfq, town = asking.asked(at), at.town
    asking.quoted(at, rfq, town.supplier, 7_000, 1_000, tax_bp=1_300, freight_minor=1_000, sent={"freight_tax_bp": 900})
    asking.quoted(at, rfq, town.rival_supplier, 6_500, 950, freight_minor=1_000, sent={"freight_tax_bp": 600, "tax_included": False})
    # 65.00 without any tax is less than 70.00 with it; 70.00 less the 13 % in it is 61.95. Freight of 10.00 + 6 % is paid as 10.60.
    as_small = asking.plan(rfq)
    assert (as_small.quotation_ids, as_small.deducted_minor, as_small.extra_minor) == ([asking.quotation(rfq, town.rival_supplier).pk], 0, 1_060)
    shown = Api(town.owner).client.get(f"/shop/sourcing/{rfq.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "You are a small-scale taxpayer" in shown
    set_taxpayer(
        shop_id=town.shop.pk, is_general=True, rate_bp=1_300, from_on=MORNING.date().replace(day=1), key="t", by=actor(town.owner), at=MORNING
    )
    best = asking.plan(rfq)
    assert best.quotation_ids == [asking.quotation(rfq, town.supplier).pk]
    assert (best.total_minor, best.deducted_minor) == (70_000 + 8_000 + 1_000, 8_053 + 920 + 83)
    assert best.landed_minor == sum(cell.landed_minor for cell in best.cells.values()) == 79_000 - 9_056
    shown = Api(town.owner).client.get(f"/shop/sourcing/{rfq.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "You are a general taxpayer" in shown and "¥90.56 input tax comes back: it costs ¥699.44" in shown
    # What is ordered is what is paid, freight with its tax too.
    asking.awarded(at, rfq, best)
    order = asking.quotation(rfq, town.supplier).order
    assert order is not None and (order.total_minor, order.freight_minor) == (78_000, 1_000)


@pytest.mark.parametrize("tax", [-1, 5_001])
def test_no_tax_is_more_than_half(at: Bazaar, tax: int) -> None:
    rfq = asking.asked(at)
    refuses(errors.BadQuote, lambda: asking.quoted(at, rfq, at.town.supplier, 7_000, tax_bp=tax))
    refuses(errors.BadQuote, lambda: asking.quoted(at, rfq, at.town.supplier, 7_000, sent={"freight_tax_bp": tax}))


def test_whoever_loses_is_told_that_and_no_more(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    asking.awarded(at, rfq, asking.plan(rfq, "soonest"))
    assert told(at.town.supplier.party_id) == ["rfq_arrived", "quote_lost"]
    notice = Notice.objects.get(kind="quote_lost", party_id=at.town.supplier.party_id)
    assert notice.values == {"number": rfq.number}


def test_a_quote_counts_its_versions_and_keeps_them(at: Bazaar) -> None:
    rfq = asking.asked(at)
    one = asking.quotation(rfq, at.town.supplier)
    actions.view_quotation(quotation_id=one.pk, by=actor(at.town.packer), at=MORNING)
    one.refresh_from_db()
    assert one.status == "viewed"
    asking.quoted(at, rfq, at.town.supplier, 7_000, 1_200)
    rfq.refresh_from_db()
    assert rfq.status == "partially_quoted"
    refuses(errors.QuoteMoved, lambda: asking.quoted(at, rfq, at.town.supplier, 6_000, seen=0))
    asking.quoted(at, rfq, at.town.supplier, 6_500, None)
    one.refresh_from_db()
    assert (one.status, one.number, one.versions.count()) == ("revised", 2, 2)
    assert list(QuoteLine.objects.order_by("pk").values_list("unit_minor", flat=True)) == [7_000, 1_200, 6_500]
    assert told(at.town.shop.party_id) == ["quote_arrived", "quote_revised"]
    actions.decline_quote(quotation_id=one.pk, reason="sold out", by=actor(at.town.packer), at=MORNING)
    refuses(errors.TooLate, lambda: asking.quoted(at, rfq, at.town.supplier, 6_000))
    for other in at.suppliers[1:]:
        assert asking.quotation(rfq, other).status == "invited"


def test_a_supplier_outside_the_circle_quotes_by_its_link(at: Bazaar) -> None:
    rfq = asking.asked(at, suppliers=[at.village])
    one = asking.quotation(rfq, at.village)
    token = links.write(one, at=MORNING)
    actions.view_by_link(token=token, at=MORNING)
    asking.quoted(at, rfq, at.village, 7_000, 900)
    asking.awarded(at, rfq)
    order = Order.objects.get()
    assert (order.supplier, order.status) == (at.village, "sent")
    for wrong in ("x", token[:-2], links.write(asking.quotation(asking.asked(at), at.town.supplier), at=MORNING)):
        with pytest.raises((errors.QuoteLinkExpired, errors.QuotationNotFound)):
            actions.view_by_link(token=wrong, at=MORNING)
    with pytest.raises(errors.QuoteLinkExpired):
        actions.view_by_link(token=token, at=MORNING + links.LASTS)


def test_so_many_quotes_and_files_come_by_a_link_and_no_more(at: Bazaar) -> None:
    rfq = asking.asked(at)
    mine = asking.quotation(rfq, at.village)
    token = links.write(mine, at=MORNING)

    def send(number: int, attachment: bytes = b"") -> None:
        terms = QuoteTerms([QuotedLine(1, 9_000, 1, MORNING.date())], attachment=attachment)
        actions.submit_by_link(token=token, terms=terms, seen_number=number, at=MORNING)

    for number in range(rules.MOST_FILES_BY_LINK):
        send(number, PNG)
    with pytest.raises(errors.LinkSpent):
        send(rules.MOST_FILES_BY_LINK, PNG)
    for number in range(rules.MOST_FILES_BY_LINK, rules.MOST_BY_LINK):
        send(number)
    with pytest.raises(errors.LinkSpent):
        send(rules.MOST_BY_LINK)
    assert (mine.versions.count(), Document.objects.count()) == (rules.MOST_BY_LINK, rules.MOST_FILES_BY_LINK)


def test_what_may_not_be_asked(at: Bazaar) -> None:
    def draft(**changes: Any) -> Callable[[], object]:
        said: dict[str, Any] = {
            "shop_id": at.town.shop.pk,
            "wants": asking.wants(at),
            "supplier_ids": [at.village.pk],
            "answer_by": IN_TWO_DAYS,
            "by": actor(at.town.owner),
        }
        return lambda: actions.draft_rfq(**{**said, **changes}, key=uuid4().hex, at=MORNING)

    milk = at.town.corner.milk.pk
    for wants in ([], [Asked(D(1))], [Asked(D(1), name="x" * 81)], [Asked(D(1), name="a", unit=("", ""))]):
        refuses(errors.BadRfq, draft(wants=wants))
    refuses(errors.BadRfq, draft(wants=[Asked(D(1), name="x", wanted_by=MORNING.date() - timedelta(days=1))]))
    refuses(BadTerms, draft(wants=[Asked(D(0), sku_id=milk)]))
    refuses(NotWhole, draft(wants=[Asked(D("1.5"), sku_id=milk)]))
    refuses(SkuNotFound, draft(wants=[Asked(D(1), sku_id=uuid4())]))
    for end in (MORNING, MORNING + timedelta(days=91)):
        refuses(errors.BadRfq, draft(answer_by=end))
    for nobody in ([], [uuid4()], [uuid4() for _ in range(9)]):
        refuses(errors.NobodyAsked, draft(supplier_ids=nobody))


def test_what_is_no_quote(at: Bazaar) -> None:
    rfq = asking.asked(at)
    one = asking.quotation(rfq, at.town.supplier)
    for said in (
        asking.terms(),
        asking.terms(1_000, holds=MORNING.date() - timedelta(days=1)),
        asking.terms(1_000, days=(366, 1)),
        asking.terms(1_000, moq=D("1.5")),
        asking.terms(10**12),
        asking.terms(1_000, freight_minor=-1),
        asking.terms(None, None),
        asking.terms(1_000, multiple=D(60_000), moq=D(60_001)),
    ):
        submit = partial(actions.submit_quote, quotation_id=one.pk, terms=said, seen_number=0, by=actor(at.town.packer), at=MORNING)
        refuses(errors.BadQuote, submit)
    refuses(errors.TooLate, lambda: asking.quoted(at, rfq, at.town.supplier, 1_000, when=IN_TWO_DAYS))
    actions.cancel_rfq(rfq_id=rfq.pk, reason="enough", by=actor(at.town.owner), at=MORNING)
    refuses(errors.RfqMoved, lambda: asking.quoted(at, rfq, at.town.supplier, 1_000))
    assert told(at.town.supplier.party_id) == ["rfq_arrived", "rfq_cancelled"]


def test_what_may_not_be_awarded(at: Bazaar) -> None:
    rfq = asking.asked(at, free=True)
    asking.three_quotes(at, rfq)
    best = asking.plan(rfq)
    refuses(errors.LineUnnamed, lambda: asking.awarded(at, rfq, best))
    actions.name_line(rfq_id=rfq.pk, position=2, sku_id=at.town.corner.bread.pk, per_unit=D(1), by=actor(at.town.owner), at=MORNING)
    refuses(errors.BadRfq, lambda: asking.awarded(at, rfq, best, picks=[]))
    refuses(errors.BadRfq, lambda: asking.awarded(at, rfq, best, picks=[Pick(3, best.cells[1].quotation_id, 1)]))
    refuses(errors.BadRfq, lambda: asking.awarded(at, rfq, best, landed_by="colour"))
    refuses(errors.QuoteMoved, lambda: asking.awarded(at, rfq, best, seen_total_minor=best.total_minor - 1))
    refuses(errors.QuoteOutOfDate, lambda: asking.awarded(at, rfq, best, when=PAST))
    asking.quoted(at, rfq, at.town.supplier, 7_001, 1_200, freight_minor=500)
    refuses(errors.QuoteMoved, lambda: asking.awarded(at, rfq, best))
    best = asking.plan(rfq)
    # The sum over all suppliers counts against the limit: ¥700 and ¥60 are each below it, together they are not.
    buying.limits(at.town, buyer=best.total_minor - 1)
    refuses(errors.AwardAboveLimit, lambda: asking.awarded(at, rfq, best, by=at.town.buyer))
    at.town.supplier.taking_orders = False
    at.town.supplier.save()
    refuses(NotTakingOrders, lambda: asking.awarded(at, rfq, best))
    at.town.supplier.taking_orders = True
    at.town.supplier.save()
    buying.limits(at.town, buyer=best.total_minor)
    asking.awarded(at, rfq, best, by=at.town.buyer, key="k")
    refuses(errors.RfqMoved, lambda: asking.awarded(at, rfq, best, by=at.town.buyer))
    refuses(KeyUsedOtherwise, lambda: asking.awarded(at, rfq, best, by=at.town.buyer, key="k", seen_total_minor=1))
    assert differences() == []


def test_time_runs_out_for_those_who_are_silent_then_for_what_was_quoted(at: Bazaar) -> None:
    silent, answered = asking.asked(at), asking.asked(at)
    asking.quoted(at, answered, at.town.supplier, 7_000, 1_200)
    expire_due(at=MORNING)
    assert set(Rfq.objects.values_list("status", flat=True)) == {"sent", "partially_quoted"}
    expire_due(at=LATER)
    silent.refresh_from_db()
    answered.refresh_from_db()
    assert (silent.status, answered.status) == ("expired", "quoted")
    assert "rfq_expired" in told(at.town.shop.party_id)
    assert told(at.town.rival_supplier.party_id).count("quote_expired") == 2
    # The buyer may still decide while the quote holds.
    expire_due(at=PAST)
    answered.refresh_from_db()
    assert (answered.status, asking.quotation(answered, at.town.supplier).status) == ("expired", "expired")
    expire_due(at=PAST)
    assert differences() == []


def test_a_draft_is_written_anew_and_more_are_asked_later(at: Bazaar) -> None:
    rfq = asking.drafted(at, suppliers=[at.village])
    again = {"rfq_id": rfq.pk, "wants": asking.wants(at)[:1], "answer_by": IN_TWO_DAYS, "by": actor(at.town.buyer), "at": MORNING}
    actions.rewrite_rfq(**again, supplier_ids=[at.town.supplier.pk], seen_version=1)
    refuses(errors.RfqMoved, lambda: actions.rewrite_rfq(**again, supplier_ids=[at.village.pk], seen_version=1))
    refuses(errors.QuotationNotFound, lambda: asking.quoted(at, rfq, at.town.supplier, 1))
    actions.send_rfq(rfq_id=rfq.pk, by=actor(at.town.buyer), at=MORNING)
    asking.quoted(at, rfq, at.town.supplier, 7_000)
    more = {"rfq_id": rfq.pk, "by": actor(at.town.buyer), "at": MORNING}
    refuses(errors.NobodyAsked, lambda: actions.invite_more(**more, supplier_ids=[at.town.supplier.pk]))
    actions.invite_more(**more, supplier_ids=[at.town.supplier.pk, at.village.pk])
    rfq.refresh_from_db()
    assert (rfq.status, rfq.quotations.count()) == ("partially_quoted", 2)
    refuses(errors.RfqMoved, lambda: actions.send_rfq(**more))
