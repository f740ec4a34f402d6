from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, revoke
from ecosystem.feed.models import FactRow
from ecosystem.kernel.actor import VISITOR
from ecosystem.once.public import KeyUsedOtherwise
from lending.offers import actions, queries
from lending.offers.actions.ending import JOB
from lending.offers.errors import CostAboveCap, OfferExpired, OfferNotFound, OfferNotOpen, OwnersOnly
from lending.offers.models import Offer
from lending.policy.models import Decision
from lending.portraits.public import build_portrait
from tests.lending.cast import Merchant, actor, at_bank, merchant, newer_terms, person
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


def _offered(shop: Merchant) -> Offer:
    offer = actions.qualify(party_id=shop.party_id, by=JOB, at=AT).offer
    assert offer is not None
    return offer


def test_a_good_shop_gets_an_offer_that_says_what_it_costs() -> None:
    offer = _offered(merchant())
    assert offer.status == "open"
    assert offer.amount_max_minor == offer.decision.limit_minor
    assert offer.cost_minor > 0
    assert offer.effective_rate > offer.nominal_rate > offer.annual_rate
    assert offer.expected_days <= offer.term_days
    assert offer.expires_at == AT + timedelta(days=30)
    assert Act.objects.filter(act="lending.offer.make").count() == 1
    fact = FactRow.objects.get(kind="credit.offer_made")
    assert fact.body["amount_max_minor"] == offer.amount_max_minor


def test_a_shop_without_history_gets_reasons_and_no_offer() -> None:
    found = actions.qualify(party_id=merchant(days=0).party_id, by=JOB, at=AT)
    assert found.offer is None
    assert (found.decision.outcome, found.decision.reasons()[0]["code"]) == ("decline", "R01")


def test_looking_again_leaves_an_unchanged_offer_alone() -> None:
    shop = merchant()
    assert _offered(shop).pk == _offered(shop).pk
    assert Offer.objects.count() == 1


def test_a_grown_shop_has_its_offer_replaced_and_the_chain_is_kept() -> None:
    shop = merchant()
    first = _offered(shop)
    for day in range(120):
        shop.trade.sell(day, 90_000, buyer=f"new{day % 40}")
    shop.publish()
    second = actions.qualify(party_id=shop.party_id, by=JOB, at=SOON).offer
    first.refresh_from_db()
    assert second is not None
    assert second.amount_max_minor > first.amount_max_minor
    assert (first.status, second.replaces_id) == ("replaced", first.pk)


def test_a_shop_that_no_longer_qualifies_has_its_offer_withdrawn() -> None:
    shop = merchant()
    first = _offered(shop)
    for order in range(1, 100):
        shop.trade.refund(0.1, f"o{order}", 20_000)
    shop.publish()
    found = actions.qualify(party_id=shop.party_id, by=JOB, at=SOON)
    first.refresh_from_db()
    assert (found.offer, first.status) == (None, "withdrawn")


def test_terms_above_the_cap_are_never_offered() -> None:
    newer_terms(apr_cap_bp=1_000)
    with pytest.raises(CostAboveCap):
        actions.qualify(party_id=merchant().party_id, by=JOB, at=AT)
    assert not Offer.objects.exists()


def test_taking_an_offer_makes_it_hers_once() -> None:
    shop = merchant()
    offer = _offered(shop)
    assert actions.take_offer(offer_id=offer.pk, by=shop.by, at=SOON).status == "accepted"
    with pytest.raises(OfferNotOpen):
        actions.take_offer(offer_id=offer.pk, by=shop.by, at=SOON)


def _untouched(offer: Offer) -> bool:
    offer.refresh_from_db()
    return offer.status == "open" and offer.ended_at is None


@pytest.mark.parametrize("who", ["visitor", "outsider", "rival", "officer"])
def test_somebody_elses_offer_looks_absent(who: str) -> None:
    offer = _offered(merchant())
    by = {"visitor": VISITOR, "outsider": actor(person("x")), "rival": merchant("Rival", days=0).by, "officer": at_bank("credit_officer")}[who]
    with pytest.raises(OfferNotFound):
        actions.take_offer(offer_id=offer.pk, by=by, at=SOON)
    with pytest.raises(OfferNotFound):
        actions.decline_offer(offer_id=offer.pk, key="k", by=by, at=SOON)
    with pytest.raises(OfferNotFound):
        actions.deliver_offer(offer_id=offer.pk, by=by, at=SOON)
    assert _untouched(offer)
    with pytest.raises(OfferNotFound):
        actions.take_offer(offer_id=uuid4(), by=by, at=SOON)


def test_an_expired_offer_is_not_taken_even_before_the_sweep() -> None:
    shop = merchant()
    offer = _offered(shop)
    late = offer.expires_at
    with pytest.raises(OfferExpired):
        actions.take_offer(offer_id=offer.pk, by=shop.by, at=late)
    assert _untouched(offer)
    assert (actions.expire_offers(at=late), actions.expire_offers(at=late)) == (1, 0)
    with pytest.raises(OfferExpired):
        actions.take_offer(offer_id=offer.pk, by=shop.by, at=late)


def test_an_offer_rests_on_a_consent_that_still_stands() -> None:
    shop = merchant()
    offer = _offered(shop)
    revoke(grant_id=offer.grant_id, by=shop.by, at=AT)
    with pytest.raises(ConsentWithdrawn):
        actions.take_offer(offer_id=offer.pk, by=shop.by, at=SOON)
    assert _untouched(offer)
    assert (actions.withdraw_unconsented(at=SOON), actions.withdraw_unconsented(at=SOON)) == (1, 0)


def test_a_declined_offer_is_not_made_again_unless_she_asks() -> None:
    shop = merchant()
    offer = _offered(shop)
    actions.decline_offer(offer_id=offer.pk, key="no", by=shop.by, at=AT)
    assert actions.decline_offer(offer_id=offer.pk, key="no", by=shop.by, at=AT).status == "declined"
    assert actions.qualify(party_id=shop.party_id, by=JOB, at=SOON).offer is None
    assert actions.ask_for_offer(party_id=shop.party_id, key="ask", by=shop.by, at=SOON).offer is not None


def test_after_one_was_taken_the_next_is_no_first_offer_and_only_made_when_it_is_larger() -> None:
    shop = merchant()
    first = actions.take_offer(offer_id=_offered(shop).pk, by=shop.by, at=AT)
    second = actions.qualify(party_id=shop.party_id, by=JOB, at=SOON).offer
    assert second is not None
    assert second.amount_max_minor >= 2 * first.amount_max_minor
    actions.take_offer(offer_id=second.pk, by=shop.by, at=SOON)
    assert actions.qualify(party_id=shop.party_id, by=JOB, at=SOON).offer is None


def test_consenting_and_asking_is_one_act_however_often_it_is_sent() -> None:
    shop = merchant(consents=False)
    with pytest.raises(ConsentWithdrawn):
        actions.ask_for_offer(party_id=shop.party_id, key="early", by=shop.by, at=AT)
    asked = {"party_id": shop.party_id, "purpose_sha256": CREDIT_ASSESSMENT.sha256, "key": "yes", "by": shop.by, "at": AT}
    first, again = actions.agree_and_ask(**asked), actions.agree_and_ask(**asked)  # type: ignore[arg-type]
    assert first.offer is not None and again.offer is not None
    assert (again.offer.pk, again.decision.pk) == (first.offer.pk, first.decision.pk)
    assert Decision.objects.count() == 1
    with pytest.raises(KeyUsedOtherwise):
        actions.agree_and_ask(**{**asked, "purpose_sha256": "other"})  # type: ignore[arg-type]


def test_only_the_owner_asks() -> None:
    shop = merchant()
    for by in (VISITOR, merchant("Rival", days=0).by, at_bank("credit_officer")):
        with pytest.raises(OwnersOnly):
            actions.ask_for_offer(party_id=shop.party_id, key="k", by=by, at=AT)
    assert not Decision.objects.exists()


def test_delivery_is_recorded_the_first_time() -> None:
    shop = merchant()
    offer = _offered(shop)
    actions.deliver_offer(offer_id=offer.pk, by=shop.by, at=SOON)
    actions.deliver_offer(offer_id=offer.pk, by=shop.by, at=SOON + timedelta(hours=1))
    offer.refresh_from_db()
    assert offer.delivered_at == SOON
    assert Act.objects.filter(act="lending.offer.deliver").count() == 1


def test_who_is_looked_at_again_is_found_by_the_rows() -> None:
    shop = merchant()
    assert queries.parties_to_qualify(AT) == []
    build_portrait(party_id=shop.party_id, by=JOB, at=AT)
    assert queries.parties_to_qualify(SOON) == [shop.party_id]
    actions.qualify(party_id=shop.party_id, by=JOB, at=AT)
    assert queries.parties_to_qualify(SOON) == []


@pytest.mark.parametrize("change", ["amount_max_minor = 1000000000", "annual_rate = 0.01", "expires_at = expires_at + interval '1 year'"])
def test_the_terms_of_an_offer_are_frozen(change: str) -> None:
    offer = _offered(merchant())
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE offers_offer SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM offers_offer")
    assert _untouched(offer)


def test_an_ended_offer_stays_ended() -> None:
    shop = merchant()
    offer = actions.take_offer(offer_id=_offered(shop).pk, by=shop.by, at=SOON)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(status="open", ended_at=None, ended_by="")


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"status": "perhaps", "ended_at": AT, "ended_by": "x"}, "offer_has_a_known_status"),
        ({"currency": "USD"}, "offer_is_in_yuan"),
        ({"amount_min_minor": 0}, "offer_amounts_have_a_range"),
        ({"amount_max_minor": 1}, "offer_amounts_have_a_range"),
        ({"annual_rate": 0}, "offer_rate_is_a_yearly_fraction"),
        ({"effective_rate": "0.01"}, "offer_tells_its_yearly_cost_both_ways"),
        ({"fee_minor": 10**9}, "offer_cost_includes_its_fee"),
        ({"expected_days": 4_000}, "offer_is_repaid_within_its_term"),
        ({"withhold_bp": 0}, "offer_withholds_a_share"),
        ({"expires_at": AT}, "offer_expires_after_it_is_made"),
        ({"ended_at": AT}, "an_ended_offer_says_when_and_by_whom"),
        ({}, "one_open_offer_per_party_and_product"),
    ],
)
def test_the_database_refuses_a_bad_offer(changed: dict[str, object], name: str) -> None:
    good = _offered(merchant())
    values = {field.attname: getattr(good, field.attname) for field in Offer._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Offer.objects.create(**{**values, **changed})
