"""What became of offers by month, and what lines really earned beside what was offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosystem.design.wording import percent
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from lending.closing.actions import close_through
from lending.governance.funnel import funnel
from lending.loans.actions import repay_early
from lending.loans.models import Draw
from lending.loans.yields import earned_between
from lending.offers.actions import decline_offer
from lending.offers.models import Offer
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import SOON, accept, offered
from tests.lending.loans.cast import AT, call_the_cast, days, lend

pytestmark = pytest.mark.django_db


def _closed_to(number: int) -> None:
    close_through(on=days(number).date(), by=platform("test"), at=days(number + 1))


def test_a_line_earns_its_rate_on_what_was_lent_and_no_more() -> None:
    cast = call_the_cast()
    loan = lend(cast, 3_600_000)
    _closed_to(29)
    earned = earned_between(AT.date(), days(30).date())
    # 9.9 % of 36,000 yuan for 30 days of 360.
    assert (earned.interest_minor, earned.lent_minor_days, earned.nominal_bp) == (29_700, 3_600_000 * 30, 990)
    assert earned.lent_minor == 3_600_000
    repay_early(loan_id=loan.pk, amount_minor=1_800_000 + 29_700, key="half", by=cast.owner, at=days(30))
    _closed_to(39)
    later = earned_between(days(30).date(), days(40).date())
    assert (later.interest_minor, later.lent_minor_days, later.nominal_bp) == (4_950, 1_800_000 * 10, 990)
    both = earned_between(AT.date(), days(40).date())
    assert both.lent_minor_days == earned.lent_minor_days + later.lent_minor_days


def test_an_offer_is_counted_in_the_month_it_was_made_by_what_became_of_it() -> None:
    keen, proud, slow = (merchant(name) for name in ("Keen", "Proud", "Slow"))
    taken, declined, _waiting = (offered(shop) for shop in (keen, proud, slow))
    accept(taken, keen.by, principal=taken.amount_min_minor)
    decline_offer(offer_id=declined.pk, key="d", by=proud.by, at=SOON)
    seen = funnel(SOON)
    row = next(row for row in seen.rows if row.offers)
    assert row.offers is not None and row.month == business_date(SOON).replace(day=1)
    assert (row.offers.made, row.offers.accepted, row.offers.declined, row.offers.gone) == (3, 1, 1, 0)
    assert (row.used.drawn, row.used.repaid) == (1, 0)
    assert (seen.made, seen.accepted, seen.drawn, seen.repaid) == (3, 1, 1, 0)
    least, most = min(each.nominal_bp for each in Offer.objects.all()), max(each.nominal_bp for each in Offer.objects.all())
    assert seen.offered_bp is not None and least <= seen.offered_bp <= most
    assert [row.month.day for row in seen.rows] == [1] * 12
    Draw.objects.update(outstanding_minor=0)
    assert funnel(SOON).repaid == 1
    # A year on it is out of sight.
    assert funnel(SOON + timedelta(days=400)).made == 0


def test_the_first_of_a_month_has_earned_nothing_yet() -> None:
    first = AT.replace(day=1)
    assert funnel(first).rows[0].earned.days == 0 and funnel(first).rows[0].earned.nominal_bp is None


@pytest.mark.parametrize("role", ["risk_manager", "credit_officer"])
def test_lenders_read_it_and_nobody_else(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    shop, client = merchant("Shop"), Client(headers={"accept-language": "en"})
    offer = offered(shop)
    client.force_login(Person.objects.get(pk=at_bank(role).person_id))
    shown = client.get("/bank/risk/funnel/").content.decode()
    assert "What became of offers" in shown and percent(offer.nominal_bp) in shown
    for who in (shop.owner, Person.objects.get(pk=at_bank("operator").person_id)):
        other = Client()
        other.force_login(who)
        assert other.get("/bank/risk/funnel/").status_code in {403, 404}
    assert Client().get("/bank/risk/funnel/").status_code in {302, 401}


def test_it_costs_the_same_however_many_offers_there_are() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            funnel(SOON)
        return len(found)

    offered(merchant("One"))
    few = asked()
    for name in ("Two", "Three"):
        accept(offered(shop := merchant(name)), shop.by, key=name)
    assert asked() == few == 28


def test_where_nothing_was_lent_there_is_no_yield() -> None:
    earned = earned_between(date(2026, 1, 1), date(2026, 2, 1))
    assert (earned.interest_minor, earned.nominal_bp, earned.lent_minor) == (0, None, 0)
    assert earned_between(date(2026, 1, 1), date(2026, 1, 1)).lent_minor == 0
