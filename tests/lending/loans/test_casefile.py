"""What the bank's people see of a borrower's line, and where they may go."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from ecosystem.audit.models import Act
from ecosystem.identity.public import Membership, Party, give_role, register_party
from ecosystem.kernel.actor import Actor
from lending.loans.actions import repay_early

from .cast import AT, Cast, actor, call_the_cast, days, lend, person, settle
from .test_web import browser

pytestmark = pytest.mark.django_db


@transaction.atomic
def at_bank(role: str) -> Actor:
    unit = Party.objects.filter(kind=Party.Kind.BANK_UNIT).first() or register_party(kind=Party.Kind.BANK_UNIT, name_zh="银行", name_en="Bank", at=AT)
    someone = person(role)
    give_role(person=someone, party=unit, role=role, at=AT)
    return actor(someone)


@pytest.fixture
def cast() -> Cast:
    return call_the_cast()


@time_machine.travel(days(3), tick=False)
def test_an_officer_reads_what_was_drawn_repaid_and_is_owed_and_that_she_read_it_is_kept(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    settle(cast, 124_000, at=days(1))
    repay_early(loan_id=line.pk, amount_minor=100_000, key="k", by=cast.owner, at=days(2))
    officer = at_bank(Membership.Role.CREDIT_OFFICER)
    page = browser(officer).get(f"/credit/lines/{cast.shop}/").content.decode()
    for told in ("¥50,000.00", "¥36,000.00", "¥124.00", "¥1,000.00"):
        assert told in page
    # 36,000.00 and 29.36 of interest (9.90, 9.87 and 9.60 less a fen of rounding), less 1,124.00 repaid.
    assert "¥34,905.36" in page
    assert Act.objects.filter(act="lending.loan.read", target=f"party/{cast.shop}", actor=officer.name).count() == 1


def test_a_shop_that_borrowed_nothing_says_so(cast: Cast) -> None:
    page = browser(at_bank(Membership.Role.CREDIT_OFFICER)).get(f"/credit/lines/{cast.shop}/").content.decode()
    assert "has borrowed nothing here" in page


def test_nobody_but_a_credit_officer_reads_a_borrowers_lines(cast: Cast) -> None:
    lend(cast)
    told = Act.objects.count()
    for who in (cast.owner, cast.rival, cast.clerk, at_bank(Membership.Role.OPERATOR)):
        for party in (cast.shop, uuid4()):
            assert browser(who).get(f"/credit/lines/{party}/").status_code == 403
    assert Act.objects.filter(act="lending.loan.read").count() == 0
    assert Act.objects.count() == told


@pytest.mark.parametrize(
    ("role", "page", "there", "not_there"),
    [("credit_officer", "/bank/credit/", "/bank/credit/", "/bank/books/"), ("operator", "/bank/books/", "/bank/books/", "/bank/credit/")],
)
def test_the_banks_navigation_leads_only_where_one_may_go(role: str, page: str, there: str, not_there: str) -> None:
    answer = browser(at_bank(role)).get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'href="{there}"' in text
    assert f'href="{not_there}"' not in text
