"""An officer sees the cases of her office, a manager those of the offices below too, the head office all; another's case is absent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, standing_grant, withdraw_consent
from ecosystem.feed.public import Publication, Stated, publish_all
from ecosystem.identity.public import Membership, Person, give_role
from ecosystem.kernel.actor import Actor
from ecosystem.notices.public import Notice
from ecosystem.places.models import Neighbourhood
from ecosystem.places.public import cell_of
from lending.complaints.actions import Said, file_complaint
from lending.contracts.models import Contract
from lending.limits.models import LimitNode
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.offers.models import Offer
from lending.offices import actions, errors
from lending.offices.access import bankers_seeing, offices_of
from lending.offices.models import District, Home, Office
from lending.policy.models import Decision
from lending.referrals.models import Referral
from tests.lending.cast import Merchant, actor, at_bank, merchant, person
from tests.lending.governance.test_governance import opened
from tests.lending.referrals.cast import SOON, Desk, look, referred
from tests.lending.referrals.test_pages import browser, read
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
PLACES = {"north": ("30.6", "122.9"), "south": ("30.5", "122.9")}
HERE = "/bank/offices/"


@pytest.fixture(autouse=True)
def town(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    for code, (lat, lng) in PLACES.items():
        Neighbourhood.objects.create(code=code, name_zh=code, name_en=code.title(), lat=lat, lng=lng)


def office(risk: Actor, code: str, above: UUID | None = None) -> Office:
    return actions.open_office(name_zh=code, name_en=code, above=above, districts=[code], key=code, by=risk, at=AT)


def told_of(one: Merchant, key: str, when: datetime, code: str) -> None:
    body = {"shop": key, "category": "bakery", "cell": cell_of(*PLACES[code]), "opened_on": when.date().isoformat()}
    fact = Stated("trade.shop_opened", 1, body)
    told = Publication(fact=fact, about=one.party_id, key=f"{one.party_id}/{key}", at=max(when, SOON), occurred_at=when, source="x")
    with transaction.atomic():
        publish_all([told])


def works_at(one: Office, *roles: str) -> Actor:
    someone = person("banker")
    with transaction.atomic():
        for role in roles:
            give_role(person=someone, party=one.unit, role=role, at=AT)
    return actor(someone)


def test_every_page_and_endpoint_of_a_case_is_absent_to_another_office() -> None:
    risk = at_bank("risk_manager")
    area = office(risk, "south")
    north = office(risk, "north", above=area.pk)
    shop = referred("Northern")
    opened(shop, "bakery")
    assert actions.place_businesses(at=SOON) == 1 and actions.place_businesses(at=SOON) == 0
    assert (Home.objects.get().district, Home.objects.get().industry) == ("north", "bakery")
    mine, second, stranger = (works_at(one, "credit_officer") for one in (north, north, area))
    manager, above = works_at(area, "credit_officer", "manager"), works_at(area, "risk_manager")
    look(shop)
    Desk(mine, second).answered(shop)
    told = {one.party_id for one in Notice.objects.filter(kind="referral_to_decide")}
    assert told == {second.party_id, manager.party_id} and stranger.party_id not in bankers_seeing(shop.party_id, {"credit_officer"})
    offer = Offer.objects.get()
    accept_offer(offer_id=offer.pk, terms=ChosenTerms(principal_minor=500_000, purpose="stock", agreed=True), key="k", by=shop.by, at=SOON)
    filed = file_complaint(party_id=shop.party_id, said=Said("offer", offer.pk, "Dear."), key="c", by=shop.by, at=SOON)
    decision, case, contract = Decision.objects.get(), Referral.objects.get(), Contract.objects.get()
    node = LimitNode.objects.get(party=shop.party_id, kind="facility")
    pages = [
        *(f"/bank/credit/{decision.pk}/{piece}" for piece in ("", "what-if/", "referral/", "offer/", "contract/")),
        *(f"/bank/limits/{shop.party_id}/", f"/bank/risk/offers/{offer.pk}/", f"/bank/complaints/{filed.pk}/"),
        *(f"/portraits/{shop.party_id}/", f"/credit/lines/{shop.party_id}/", f"/api/v1/limits/{shop.party_id}"),
    ]
    lists = ["/bank/credit/", "/bank/referrals/?which=answered", "/bank/risk/offers/", "/bank/complaints/"]
    own, others, head, over = (browser(who) for who in (mine, stranger, risk, manager))
    for path in pages:
        assert own.get(path).status_code == 200 == over.get(path).status_code, path
        assert others.get(path).status_code == 404, path
        if not path.startswith("/portraits/"):
            assert head.get(path).status_code == 200 == browser(above).get(path).status_code, path
    for path in lists:
        assert "Northern" in read(own, path) and "Northern" in read(over, path) and "Northern" in read(head, path), path
        assert "Northern" not in read(others, path), path
    assert "Northern" not in read(others, f"/bank/credit/policies/{decision.policy_id}/swaps/")
    before = (list(LimitNode.objects.order_by("pk").values()), Act.objects.filter(actor=stranger.name, act__contains="case.").count())
    sent: dict[str, Any] = {"node": str(node.pk), "why": "w", "reason": "w", "limit": "1", "name": "g", "idempotency_key": "k", "seen": "s"}
    posts = [f"/bank/limits/{shop.party_id}/{act}/" for act in ("freeze", "unfreeze", "cut", "join", "leave")]
    posts += [f"/bank/referrals/{case.pk}/{act}/" for act in ("claim", "release", "back", "decide")]
    posts += [f"/bank/complaints/{filed.pk}/{act}/" for act in ("take", "put-back", "answer", "confirm", "back")]
    for path in posts:
        assert others.post(path, sent).status_code == 404, path
    proposed = sent | {"decision": str(decision.pk), "outcome": "keep"}
    assert others.post(f"/bank/referrals/{case.pk}/propose/", proposed).status_code == 404
    freeze = {"node": str(node.pk), "why": "ring"}
    answer = others.post("/api/v1/limits/freeze", freeze, content_type="application/json", headers={"idempotency-key": "f"})
    assert answer.status_code == 404 and others.get(f"/bank/contracts/{contract.pk}/evidence/").status_code == 404
    after = LimitNode.objects.exclude(kind="group").order_by("pk").values()
    assert (list(after), Act.objects.filter(actor=stranger.name, act__contains="case.").count()) == before
    filed.refresh_from_db()
    assert filed.status == "waiting"


def test_the_head_office_opens_offices_and_moves_people_and_nobody_else_does() -> None:
    risk, officer = at_bank("risk_manager"), at_bank("credit_officer")
    head = browser(risk)
    assert "The head office sees all" in read(head, HERE) and "总行" in read(browser(risk, "zh-hans"), HERE)
    sent = {"name_zh": "北支行", "name_en": "North office", "district": ["north"], "idempotency_key": "n"}
    assert [head.post(f"{HERE}open/", sent).status_code for _ in range(2)] == [302, 302]
    north = Office.objects.get()
    assert head.post(f"{HERE}open/", sent | {"name_en": " ", "idempotency_key": "m"}).status_code == 422
    assert head.post(f"{HERE}open/", sent | {"district": ["nowhere"], "idempotency_key": "o"}).status_code == 404
    south = office(risk, "south", above=north.pk)
    assert head.post(f"{HERE}{south.pk}/districts/", {"district": ["north", "south"]}).status_code == 302
    assert set(District.objects.values_list("code", "office")) == {("north", south.pk), ("south", south.pk)}
    assert offices_of(officer) is None
    held = Membership.objects.get(person=officer.person_id)
    assert head.post(f"{HERE}move/", {"membership": held.pk, "unit": str(south.pk)}).status_code == 302
    moved = Membership.objects.get(person=officer.person_id, ended_at=None)
    assert (moved.party_id, moved.role) == (south.pk, "credit_officer") and offices_of(officer) == {south.pk}
    page = read(head, HERE)
    assert "North office" in page and Person.objects.get(pk=officer.person_id).party.name_en in page
    own = Membership.objects.get(person=risk.person_id)
    for membership, unit, refused in (
        (own.pk, south.pk, errors.MovedByAnother),
        (moved.pk, south.pk, errors.AlreadyThere),
        (held.pk, south.pk, errors.OfficeNotFound),
        (moved.pk, risk.party_id, errors.OfficeNotFound),
    ):
        with pytest.raises(refused):
            actions.move_banker(membership_id=membership, unit_id=unit, by=risk, at=SOON)
    below = works_at(north, "risk_manager")
    assert offices_of(below) == {north.pk, south.pk}
    for who in (below, officer, at_bank("operator"), merchant("Rival", days=0).by):
        client = browser(who)
        assert client.get(HERE).status_code == 403
        assert client.post(f"{HERE}open/", sent | {"idempotency_key": "x"}).status_code == 403
        assert client.post(f"{HERE}{south.pk}/districts/", {"district": []}).status_code == 403
        assert client.post(f"{HERE}move/", {"membership": own.pk, "unit": str(south.pk)}).status_code == 403
    assert Office.objects.count() == 2 and south.districts.count() == 2 and Membership.objects.get(pk=own.pk).ended_at is None


def test_a_business_of_which_the_feed_tells_no_place_is_the_head_offices_and_looked_at_again() -> None:
    risk = at_bank("risk_manager")
    north = office(risk, "north")
    nowhere, wrong, _silent = (merchant(name, days=40, consents=name != "Silent") for name in ("Nowhere", "Wrong", "Silent"))
    opened(wrong, "bakery", cell=1)
    assert actions.place_businesses(at=SOON) == 2
    assert set(Home.objects.values_list("party", "district")) == {(nowhere.party_id, "unknown"), (wrong.party_id, "unknown")}
    officer = works_at(north, "credit_officer")
    look(nowhere)
    assert "Nowhere" not in read(browser(officer), "/bank/credit/") and "Nowhere" in read(browser(risk), "/bank/credit/")
    opened(nowhere, "bakery")
    assert actions.place_businesses(at=SOON) == 0 and actions.place_businesses(at=SOON + timedelta(days=2)) == 1
    assert "Nowhere" in read(browser(officer), "/bank/credit/")
    # It opens a shop in the south: its home follows, and with it who sees it. An older opening that is told late changes nothing.
    south = works_at(office(risk, "south"), "credit_officer")
    assert actions.follow_shops(at=SOON) == 0
    for key, when, code in (("late", AT - timedelta(days=9), "north"), ("newer", SOON, "south")):
        told_of(nowhere, key, when, code)
        assert actions.follow_shops(at=SOON + timedelta(days=2)) == (key == "newer")
        assert actions.follow_shops(at=SOON + timedelta(days=2)) == 0
    assert "Nowhere" in read(browser(south), "/bank/credit/") and "Nowhere" not in read(browser(officer), "/bank/credit/")
    # Whoever withdrew her consent stays where she was.
    withdrawn = standing_grant(nowhere.party_id, CREDIT_ASSESSMENT.code, SOON)
    assert withdrawn is not None
    withdraw_consent(grant_id=withdrawn.pk, key="w", by=nowhere.by, at=SOON)
    told_of(nowhere, "newest", SOON + timedelta(days=1), "north")
    assert actions.follow_shops(at=SOON + timedelta(days=2)) == 0
    with pytest.raises(IntegrityError, match="a_home_says_where_and_what"), transaction.atomic():
        Home.objects.update(district="")
    with pytest.raises(IntegrityError, match="no_office_is_above_itself"), transaction.atomic():
        Office.objects.update(above=north)
    with pytest.raises(IntegrityError, match="an_office_says_who_opened_it"), transaction.atomic():
        Office.objects.update(opened_by="")
