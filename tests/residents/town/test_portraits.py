"""Portraits over the town's own facts: grown as they arrive they equal those drawn at once, and an order moves its shop's in seconds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
from ecosystem.demo.actions import lay_out, open_the_bank
from ecosystem.demo.public import Town
from ecosystem.feed.public import FactRow, Publication, Stated, publish_all
from ecosystem.identity.public import Membership, Party, Person, give_role, register_party
from lending.portraits import actions, queries, tasks
from lending.portraits.models import FeatureSnapshot, StalePortrait
from lending.portraits.rules import canonical
from merchants.shops.public import Shop
from merchants.town.part import Streets
from residents.town.part import relive
from residents.town.people import settle_people
from tests import cast
from tests.cast import actor
from tests.lending.following import note_everything
from tests.residents.town.test_history import first_errands
from tests.trading import Api, put

pytestmark = pytest.mark.timeout(900)
AT = datetime(2026, 11, 23, tzinfo=UTC)
SLICES = 4
FRESH_S = 5.0


def _lived(town: Town) -> None:
    begins = datetime.combine(town.starts_on, datetime.min.time(), tzinfo=UTC) - timedelta(days=2)
    with transaction.atomic():
        lay_out(town)
        open_the_bank(town, at=begins)
    list(Streets().load(town=town, at=begins))
    with transaction.atomic():
        settle_people(town, at=begins)
    list(relive(town))


def _consenting(party_id: UUID, owner: Person) -> None:
    with transaction.atomic():
        grant(party_id=party_id, purpose=CREDIT_ASSESSMENT.code, by=actor(owner), at=AT)


def _drawn_of(snapshot: FeatureSnapshot) -> bytes:
    return canonical([snapshot.features, snapshot.left_out, snapshot.guards, snapshot.facts_counted])


def _catch_up() -> None:
    note_everything()
    for party_id in queries.stale_parties(100):
        actions.refresh_portrait(party_id=party_id, at=AT)


def _twin_of(shop: Shop) -> tuple[UUID, list[FactRow]]:
    """A business of nobody's that will be told the same facts, and these."""
    with transaction.atomic():
        party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="影", name_en="Twin", at=AT)
        owner = cast.person("twin")
        give_role(person=owner, party=party, role=Membership.Role.OWNER, at=AT)
    _consenting(party.pk, owner)
    return party.pk, list(FactRow.objects.filter(about=shop.party_id, kind__startswith="trade.").order_by("pk"))


def _tell(party_id: UUID, facts: Sequence[FactRow]) -> None:
    told = [
        Publication(
            fact=Stated(fact.kind, fact.version, fact.body),
            about=party_id,
            key=f"twin/{fact.pk}",
            at=fact.recorded_at,
            occurred_at=fact.occurred_at,
            standing=fact.standing,
            transfer_id=fact.transfer_id,
        )
        for fact in facts
    ]
    with transaction.atomic():
        publish_all(told)


def test_portraits_grown_fact_by_fact_equal_a_rebuild_of_the_town_and_a_paid_order_moves_its_shops_in_seconds(
    committed: str, whole: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lived(first_errands(whole))
    shops = list(Shop.objects.filter(party__in=FactRow.objects.filter(kind="trade.order_settled").values("about")).order_by("pk"))
    for shop in shops:
        owner = Membership.objects.select_related("person").get(party=shop.party_id, role=Membership.Role.OWNER)
        _consenting(shop.party_id, owner.person)
    twins = {shop.party_id: _twin_of(shop) for shop in shops[:3]}
    for part in range(SLICES):
        for twin, facts in twins.values():
            _tell(twin, facts[part::SLICES])
        _catch_up()
    assert not StalePortrait.objects.exists()
    grown = {party: FeatureSnapshot.objects.latest_of(party) for party in [shop.party_id for shop in shops]}

    # In one pass, from columns: nothing differs, so the very snapshots come back.
    rebuilt = {one.party_id: one for one in actions.draw_portraits(party_ids=list(grown), at=AT)}
    assert {party: one.pk for party, one in rebuilt.items()} == {party: one.pk for party, one in grown.items() if one}
    for party, (twin, _facts) in twins.items():
        seen = FeatureSnapshot.objects.filter(party=twin).order_by("as_of", "pk")
        assert seen.count() == SLICES
        assert _drawn_of(seen[SLICES - 1]) == _drawn_of(rebuilt[party])

    _require_moved_by_an_order(shops[0], monkeypatch)


def _require_moved_by_an_order(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bought over HTTP; the task that beat calls does the rest. Time is of the processor: another test's open transaction is not ours."""
    moment = AT + timedelta(minutes=1)
    monkeypatch.setattr("ecosystem.kernel.clock.now", lambda: moment)
    buyer, owner = (
        cast.person("fresh", money_minor=1_000_000, at=moment),
        Membership.objects.get(party=shop.party_id, role=Membership.Role.OWNER).person,
    )
    put(buyer, cast.article(shop, owner, price_minor=2_000, at=moment))
    answer: Any = Api(buyer).check_out()
    assert answer.status_code == 201, answer.content
    paid = FactRow.objects.filter(about=shop.party_id, kind="trade.order_paid").latest("pk")
    spent, patience = 0.0, time.monotonic() + 200
    while (seen := FeatureSnapshot.objects.latest_of(shop.party_id)) is None or seen.facts_until < paid.pk:
        assert time.monotonic() < patience, "some transaction never ends"
        began = time.thread_time()
        tasks.refresh()
        # What only looked and found the order held back by somebody else's transaction costs nothing of its own.
        spent = time.thread_time() - began
    assert tasks.EVERY["portraits.refresh"] + spent <= FRESH_S
