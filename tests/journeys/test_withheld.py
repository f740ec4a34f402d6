"""A loan is repaid by the shop's own sales: a real order, a real payout, its share withheld, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from ecosystem.feed.public import FactRow
from ecosystem.ledger.public import balance_of, deposit_of, prove_books
from lending.loans.actions import open_loan
from tests import cast
from tests.lending.loans.cast import terms

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
NEXT_DAY = cast.MORNING + timedelta(days=1)


def _post(client: Client, path: str, body: object = None) -> dict[str, object]:
    response = client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers={"Idempotency-Key": uuid4().hex})
    assert response.status_code < 300, response.content
    return response.json() if response.content else {}


def test_an_order_repays_a_part_of_the_loan_and_the_rest_is_repaid_early() -> None:
    resident, owner = Client(), Client()
    with time_machine.travel(cast.MORNING, tick=False):
        town = cast.corner()
        with transaction.atomic():
            by = cast.actor(town.owner)
            loan = open_loan(borrower_id=town.shop.party_id, offer_id=uuid4(), terms=terms(), principal_minor=200_000, by=by, at=cast.MORNING)
    with time_machine.travel(NEXT_DAY, tick=False):
        resident.force_login(town.resident)
        owner.force_login(town.owner)
        _post(resident, "basket/lines", {"sku": str(town.milk.pk), "quantity": "2"})
        _post(resident, "basket/lines", {"sku": str(town.bread.pk), "quantity": "1"})
        quote = resident.get("/api/v1/basket").json()["quote"]
        errand = _post(resident, "checkout", {"quote": quote, "channel": "pickup"})["errand"]
        [order] = resident.get(f"/api/v1/errands/{errand}").json()
        for step in ("accept", "ready"):
            _post(owner, f"orders/{order['id']}/{step}")
        _post(owner, f"orders/{order['id']}/hand-over", {"code": resident.get(f"/api/v1/orders/{order['id']}/code").json()["digits"]})
        payout = _post(owner, f"shops/{town.shop.pk}/payouts")
        assert (payout["gross"], payout["withheld"]) == ({"amount": "22.27", "currency": "CNY"}, {"amount": "2.22", "currency": "CNY"})
        [told] = owner.get("/api/v1/loans").json()
        # A day of 2 000 yuan at 9.9 % is 0.55, paid first; 1.67 of principal with it.
        assert told["principal"]["amount"] == "1998.33"
        assert "2.22" in owner.get("/shop/funds/").content.decode()
        _post(owner, f"loans/{loan.pk}/repayments", {"amount": {"amount": "1998.33", "currency": "CNY"}})
        assert owner.get("/api/v1/loans").json()[0]["owed"]["amount"] == "0.00"
        call_command("day_close", date=cast.MORNING.date())
        assert balance_of(deposit_of(town.shop.party_id)) == 200_000 + 2_227 - 222 - 199_833
        credit = FactRow.objects.filter(about=town.shop.party_id, kind__startswith="credit.").order_by("id").values_list("kind", flat=True)
        assert list(credit) == ["credit.loan_opened", "credit.repaid", "credit.repaid", "credit.loan_closed"]
        run = prove_books(at=NEXT_DAY)
        assert run.differences == 0, [line for line in run.details if line["differences"]]
