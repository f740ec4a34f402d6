"""The client of the documentation pushes a year of a shop that exists nowhere else, and its offer is weighed by who says so."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime
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
from lending.portraits.models import FeatureSnapshot
from tests.ecosystem.openapi.cast import elsewhere
from tests.lending.cast import Merchant, actor, merchant
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "clients" / "trade_facts.py"


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
    assert found.offer is not None, [found.decision.verdict, found.decision.snapshot.values()]
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


def _portrait(shop: Merchant) -> Any:
    newest = FeatureSnapshot.objects.latest_of(shop.party_id)
    assert newest is not None
    return newest.features


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
        whole, weighed = _offer(settled, AT).amount_max_minor, _offer(shop, AT)
        # Three tenths of the sales count, in steps of the policy.
        assert 0.27 * whole < weighed.amount_max_minor < 0.32 * whole
        told, known = weighed.decision.snapshot.features, _portrait(settled)
        assert {name for name in told if told[name]["value"] != known[name]["value"]} == {
            "median_monthly_net_minor",
            "p25_monthly_net_minor",
            "daily_base_minor",
        }
        month = told["median_monthly_net_minor"]
        assert (month["standings"]["claimed"], month["known_bp"]) == (month["facts_counted"], 3_000)
        with pytest.raises(SystemExit, match="merchant_not_connected"):
            client.push(client.a_year(AT), **{**asked, "party": str(actor(shop.owner).party_id)}, now=AT.timestamp)
