"""A real basket is placed, paid, handed over and settled, over HTTP."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from ecosystem.feed.public import FactRow
from ecosystem.ledger.public import available_of, balance_of, deposit_of, pending_of, prove_books
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


def _post(client: Client, path: str, body: object = None, *, key: str | None = None) -> dict[str, object]:
    headers = {"Idempotency-Key": key or uuid4().hex}
    response = client.post(f"/api/v1/{path}", body if body is not None else {}, content_type="application/json", headers=headers)
    assert response.status_code < 300, response.content
    return response.json() if response.content else {}


def test_an_order_becomes_money_in_the_shops_account() -> None:
    with time_machine.travel(cast.MORNING, tick=False):
        town = cast.corner()
        resident, owner = Client(), Client()
        resident.force_login(town.resident)
        owner.force_login(town.owner)
        _post(resident, "basket/lines", {"sku": str(town.milk.pk), "quantity": "2"})
        _post(resident, "basket/lines", {"sku": str(town.bread.pk), "quantity": "1"})
        quote = resident.get("/api/v1/basket").json()
        assert quote["goods"] == {"amount": "22.50", "currency": "CNY"}
        errand = _post(resident, "checkout", {"quote": quote["quote"], "channel": "pickup"})["errand"]
        [order] = resident.get(f"/api/v1/errands/{errand}").json()
        assert order["status"] == "paid"
        assert (balance_of(deposit_of(town.resident.party_id)), balance_of(pending_of(town.shop.party_id))) == (97_750, 2_250)
        for step in ("accept", "ready"):
            order = _post(owner, f"orders/{order['id']}/{step}")
        order = _post(owner, f"orders/{order['id']}/hand-over", {"code": resident.get(f"/api/v1/orders/{order['id']}/code").json()["digits"]})
        assert order["status"] == "completed"
        assert (balance_of(pending_of(town.shop.party_id)), balance_of(available_of(town.shop.party_id))) == (0, 2_227)
        payout = _post(owner, f"shops/{town.shop.pk}/payouts")
        assert payout["net"] == {"amount": "22.27", "currency": "CNY"}
        assert balance_of(deposit_of(town.shop.party_id)) == 2_227
        kinds = list(FactRow.objects.filter(about=town.shop.party_id).order_by("id").values_list("kind", flat=True))
        assert kinds[-3:] == ["trade.order_paid", "trade.order_settled", "trade.payout_made"]
        run = prove_books(at=cast.MORNING)
        assert run.differences == 0, [line for line in run.details if line["differences"]]
