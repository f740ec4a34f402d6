"""The portrait page and the facts behind a feature: for an owner and a lender, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.consent.public import revoke
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel import clock
from lending.portraits.actions import JOB, build_portrait
from lending.portraits.rules import NAMES
from tests.lending.cast import at_bank, merchant, person
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _as(someone: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(someone)
    return client


def _banker(role: str) -> Client:
    return _as(Person.objects.get(pk=at_bank(role).person_id))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def test_a_portrait_shows_each_feature_with_how_new_it_is_how_it_is_known_and_its_facts() -> None:
    shop = merchant()
    for place in range(5):
        shop.trade.sell(place, 7_000, buyer=f"w{place}", device="one")
    shop.trade.sell(1, 100)
    shop.trade.facts[-1].body["currency"] = "USD"
    shop.publish()
    drawn = build_portrait(party_id=shop.party_id, by=JOB, at=AT)
    assert drawn.guards == {"device": 5}
    owner, officer, judge = _as(shop.owner), _banker("credit_officer"), _banker("risk_manager")
    for client in (owner, officer, judge):
        page = client.get(f"/portraits/{shop.party_id}/").content.decode()
        assert all(f"/portraits/{shop.party_id}/{name}/" in page for name in NAMES if drawn.features[name]["facts_counted"])
        assert "Five people or more on one phone" in page and "In another currency" in page
        assert "125 settled in the books" in page and "said by a platform" in page
    asked = owner.get(f"/portraits/{shop.party_id}/suspect_sales_bp/").content.decode()
    assert asked.count("¥70.00") == asked.count("Five people or more on one phone") == 5
    behind = judge.get(f"/portraits/{shop.party_id}/ticket_median_minor/").content.decode()
    assert f"The newest 100 of {drawn.features['ticket_median_minor']['facts_counted']}." in behind
    assert all(owner.get(f"/portraits/{shop.party_id}/{name}/").status_code == 200 for name in ("own_sales_bp", "median_monthly_net_minor"))
    assert Act.objects.filter(act="lending.portrait.read").count() == 3
    assert Act.objects.filter(act="feed.read").count() == 1 + 4


def test_a_portrait_is_for_its_owner_and_the_banks_lenders_alone() -> None:
    shop, rival = merchant(days=30), merchant("Rival", days=0)
    build_portrait(party_id=shop.party_id, by=JOB, at=AT)
    acts = Act.objects.count()
    for client in (_as(rival.owner), _as(person("passer")), _banker(Membership.Role.OPERATOR)):
        for path in (f"/portraits/{shop.party_id}/", f"/portraits/{shop.party_id}/trend_bp/"):
            assert client.get(path).status_code == 404
    owner = _as(shop.owner)
    assert owner.get(f"/portraits/{uuid4()}/").status_code == 404
    assert owner.get(f"/portraits/{shop.party_id}/no_such/").status_code == 404
    assert Client().get(f"/portraits/{shop.party_id}/").status_code in (302, 401)
    assert Act.objects.count() == acts
    empty = _as(rival.owner).get(f"/portraits/{rival.party_id}/")
    assert empty.status_code == 200 and "No portrait yet" in empty.content.decode()


def test_after_consent_was_withdrawn_the_facts_are_read_no_more() -> None:
    shop = merchant(days=30)
    build_portrait(party_id=shop.party_id, by=JOB, at=AT)
    revoke(grant_id=shop.consent(at=AT).pk, by=shop.by, at=AT)
    reads = Act.objects.filter(act="feed.read").count()
    assert _as(shop.owner).get(f"/portraits/{shop.party_id}/trend_bp/").status_code == 403
    assert Act.objects.filter(act="feed.read").count() == reads
