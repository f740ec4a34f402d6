"""The client of the documentation pushes a year of a shop that exists nowhere else, and its offer is weighed by who says so."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from ecosystem.feed.public import FactRow, Publication, Stated, publish_all
from ecosystem.kernel.ids import uuid7
from lending.offers.actions import qualify
from lending.offers.models import Offer
from tests.ecosystem.openapi.cast import elsewhere
from tests.lending.cast import Merchant, actor, merchant
from tests.lending.policy.values import TOWN, version_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "clients" / "trade_facts.py"
WEIGHED: dict[str, Any] = {
    **TOWN,
    "inputs": [*TOWN["inputs"], {"input": "sales_known_bp", "type": "integer", "source": "trade", "least": "0", "most": "10000"}],
    "sizing": {**TOWN["sizing"], "weigh_standing": 1},
}


def _client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trade_facts", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["trade_facts"] = module
    spec.loader.exec_module(module)
    return module


def _over_django(headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    answer = Browser().post("/api/v1/trade-facts", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def _offer(shop: Merchant, at: datetime) -> Offer:
    with transaction.atomic():
        found = qualify(party_id=shop.party_id, by=shop.by, at=at)
    assert found.offer is not None, found.decision.verdict
    return found.offer


def _settled_twin(shop: Merchant) -> Merchant:
    """A shop of which the same was settled by this bank."""
    twin = merchant("Settled", days=0)
    told = [
        Publication(
            fact=Stated(fact.kind, fact.version, fact.body),
            about=twin.party_id,
            key=f"settled/{fact.pk}",
            at=fact.recorded_at,
            occurred_at=fact.occurred_at,
            standing="settled",
            transfer_id=uuid7(),
            source=fact.source,
        )
        for fact in FactRow.objects.filter(about=shop.party_id)
    ]
    with transaction.atomic():
        publish_all(told)
    return twin


def test_a_year_pushed_by_the_documented_client_earns_an_offer_weighed_by_its_standing() -> None:
    client = _client()
    with time_machine.travel(AT, tick=False):
        platform, shop = elsewhere()
        asked = {"key": platform.key, "client": str(platform.client.pk), "party": str(shop.party_id), "send": _over_django}
        sent = client.push(client.a_year(AT), **asked, now=AT.timestamp)
        assert sent == FactRow.objects.filter(about=shop.party_id, standing="claimed").count() > 2_900
        # Stopped half-way and begun again: the same facts.
        assert client.push(client.a_year(AT), **asked, now=AT.timestamp) == sent == FactRow.objects.count()

        shop.consent()
        settled = _settled_twin(shop)
        plain = _offer(shop, AT).amount_max_minor
        assert plain == _offer(settled, AT).amount_max_minor
        later = AT + timedelta(hours=1)
        version_of(WEIGHED, from_at=later)
        weighed, whole = _offer(shop, later), _offer(settled, later)
        assert whole.amount_max_minor == plain
        # Three tenths of the sales count, in steps of the policy.
        step = TOWN["sizing"]["step_minor"]
        assert plain * 3 // 10 - 2 * step <= weighed.amount_max_minor <= plain * 3 // 10 + step
        portrait = weighed.decision.snapshot.features
        assert portrait["sales_known_bp"]["value"] == 3_000
        assert portrait["median_monthly_net_minor"]["standings"]["claimed"] == portrait["median_monthly_net_minor"]["facts_counted"]
        with pytest.raises(SystemExit, match="merchant_not_connected"):
            client.push(client.a_year(AT), **{**asked, "party": str(actor(shop.owner).party_id)}, now=AT.timestamp)
