from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.kernel.actor import platform
from lending.policy.access import decision_for
from lending.policy.actions import decide_on, policy_in_force, publish_policy, replay
from lending.policy.errors import DecisionNotFound, LendersOnly, NoPolicyInForce, PolicyUnsound
from lending.policy.models import Decision, PolicyVersion
from lending.portraits.public import build_portrait, canonical, digest
from lending.products.public import LINE, current_product
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.values import TOWN
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
BY = platform("test")


def _decision() -> Decision:
    snapshot = build_portrait(party_id=merchant().party_id, by=BY, at=AT)
    return decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=BY, at=AT)


def test_the_first_policy_is_published_with_the_database() -> None:
    version = policy_in_force(AT)
    assert (version.number, version.content) == (1, TOWN)
    assert version.sha256 == digest(TOWN)


def test_a_decision_rests_on_facts_and_can_be_made_again() -> None:
    decision = _decision()
    stored = Decision.objects.get(pk=decision.pk)
    assert stored.outcome == "approve"
    assert replay(stored) == canonical(stored.verdict)
    assert digest(stored.verdict) == stored.verdict_sha256
    assert digest(stored.inputs) == stored.inputs_sha256
    assert Act.objects.filter(act="lending.policy.decide").count() == 1


def test_a_replay_keeps_to_the_old_policy_after_a_new_one_took_over() -> None:
    decision = _decision()
    stricter = {**TOWN, "sizing": {**TOWN["sizing"], "first_offer_bp": 1_000}}
    publish_policy(content=stricter, effective_from=AT + timedelta(days=1), by=BY, at=AT)
    assert policy_in_force(AT + timedelta(days=1)).number == 2
    assert policy_in_force(AT).number == 1
    assert replay(Decision.objects.get(pk=decision.pk)) == canonical(decision.verdict)


def test_an_unsound_policy_is_not_published() -> None:
    with pytest.raises(PolicyUnsound):
        publish_policy(content={**TOWN, "grades": [["A", 10], ["B", 20]]}, effective_from=AT, by=BY, at=AT)
    assert PolicyVersion.objects.count() == 1


def test_before_the_first_policy_nothing_is_decided() -> None:
    with pytest.raises(NoPolicyInForce):
        policy_in_force(AT - timedelta(days=5000))


def test_a_shop_that_buys_from_itself_is_offered_no_more() -> None:
    plain, selfish = merchant("Plain", daily=20_000), merchant("Selfish", daily=20_000)
    for day in range(40):
        selfish.trade.sell(day, 30_000, buyer="owner", own=True)
    selfish.publish()
    limits = []
    for shop in (plain, selfish):
        snapshot = build_portrait(party_id=shop.party_id, by=BY, at=AT)
        limits.append(decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=BY, at=AT))
    assert limits[1].limit_minor <= limits[0].limit_minor
    assert limits[1].outcome == "refer"


def test_only_a_credit_officer_sees_a_decision() -> None:
    decision = _decision()
    assert decision_for(at_bank("credit_officer"), decision.pk).pk == decision.pk
    for role in ("operator", "relationship_manager"):
        with pytest.raises(LendersOnly):
            decision_for(at_bank(role), decision.pk)
    with pytest.raises(LendersOnly):
        decision_for(merchant("Other", days=0).by, decision.pk)
    with pytest.raises(DecisionNotFound):
        decision_for(at_bank("credit_officer"), uuid4())


@pytest.mark.parametrize("table", ["policy_decision", "policy_policyversion"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_decisions_and_policies_are_never_changed(table: str, change: str) -> None:
    _decision()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert Decision.objects.count() == PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"outcome": "perhaps"}, "decision_has_a_known_outcome"),
        ({"outcome": "refer", "limit_minor": -1}, "decision_limit_is_not_negative"),
        ({"outcome": "decline", "limit_minor": 1}, "a_declined_decision_lends_nothing"),
        ({"limit_minor": 0}, "an_approved_decision_lends_something"),
        ({"inputs_sha256": "x"}, "decision_has_whole_digests"),
        ({"product_version": 0}, "decision_names_its_product"),
    ],
)
def test_the_database_refuses_a_bad_decision(changed: dict[str, object], name: str) -> None:
    good = _decision()
    values = {field.attname: getattr(good, field.attname) for field in Decision._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Decision.objects.create(**{**values, **changed})


@pytest.mark.parametrize(("changed", "name"), [({"sha256": "x"}, "policy_has_a_whole_digest"), ({"name": ""}, "policy_has_a_name_and_an_author")])
def test_the_database_refuses_a_bad_policy(changed: dict[str, object], name: str) -> None:
    good = {"number": 9, "name": "n", "content": {}, "sha256": "0" * 64, "effective_from": AT, "published_at": AT, "published_by": "x"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PolicyVersion.objects.create(**{**good, **changed})
