from __future__ import annotations

from datetime import timedelta
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.kernel.actor import platform
from lending.policy import actions, engines
from lending.policy.access import decision_for
from lending.policy.actions import decide_on, replay
from lending.policy.errors import DecisionNotFound, LendersOnly, NoPolicyInForce
from lending.policy.models import Decision, PolicyPlan, PolicyVersion, ShadowVerdict
from lending.policy.verdicts import verdict_content
from lending.portraits.public import build_portrait, canonical, digest
from lending.products.public import LINE, current_product
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.values import FIRST, TOWN, strict, version_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
BY = platform("test")


def _decision() -> Decision:
    snapshot = build_portrait(party_id=merchant().party_id, by=BY, at=AT)
    return decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=BY, at=AT)


def test_the_first_policy_came_with_the_database_twice_and_as_tables_it_decides() -> None:
    version = actions.policy_for(uuid4(), AT)
    assert (version.number, version.content, version.sha256) == (2, TOWN, digest(TOWN))
    assert PolicyVersion.objects.get(pk=1).content == FIRST


def test_a_decision_rests_on_facts_and_can_be_made_again() -> None:
    decision = _decision()
    stored = Decision.objects.get(pk=decision.pk)
    assert stored.outcome == "approve"
    assert replay(stored) == canonical(stored.verdict)
    assert digest(stored.verdict) == stored.verdict_sha256
    assert digest(stored.inputs) == stored.inputs_sha256
    assert Act.objects.filter(act="lending.policy.decide").count() == 1


def test_a_replay_keeps_to_the_policy_that_decided_also_to_one_of_the_first_engine() -> None:
    decision = _decision()
    assert decision.inputs["sources"] == {"trade": "read"}
    version_of(strict(first_offer_bp=1_000), from_at=AT)
    assert actions.policy_for(decision.party_id, AT + timedelta(days=1)).number == 3
    assert replay(Decision.objects.get(pk=decision.pk)) == canonical(decision.verdict)
    old = PolicyVersion.objects.get(pk=1)
    inputs = {name: decision.inputs[name] for name in ("features", "terms", "snapshot")} | {"policy": old.sha256}
    verdict = verdict_content(engines.verdict_of(FIRST, old.sha256, inputs))
    values = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields if field.name != "id"}
    changed = {"policy_id": 1, "inputs": inputs, "verdict": verdict, "verdict_sha256": digest(verdict)}
    first = Decision.objects.create(**{**values, **changed})
    assert replay(Decision.objects.get(pk=first.pk)) == canonical(first.verdict)
    assert first.verdict["trace"][0]["node"] == "knockout"


def test_a_portrait_older_than_the_policy_allows_goes_to_an_officer() -> None:
    snapshot = build_portrait(party_id=merchant().party_id, by=BY, at=AT)
    late = AT + timedelta(days=TOWN["snapshot_days"], seconds=1)
    decision = decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=BY, at=late)
    assert (decision.outcome, decision.limit_minor, decision.inputs["sources"]) == ("refer", 0, {"trade": "stale"})
    assert [reason["code"] for reason in decision.reasons()] == ["R17"]


def test_before_the_first_policy_nothing_is_decided() -> None:
    with pytest.raises(NoPolicyInForce):
        actions.policy_for(uuid4(), AT - timedelta(days=5000))


def test_a_challenger_decides_on_its_share_the_same_parties_every_time() -> None:
    version_of(strict(first_offer_bp=1_000), from_at=AT, role="challenger", share_bp=3_000)
    sha256 = PolicyVersion.objects.get(pk=3).sha256

    def drawn(share_bp: int, by: str = sha256) -> set[UUID]:
        return {party for party in parties if engines.is_challenged(party, challenger_sha256=by, share_bp=share_bp)}

    parties = [uuid4() for _ in range(1_000)]
    assert 200 < len(drawn(3_000)) < 400
    assert drawn(1_000) < drawn(3_000)
    assert drawn(3_000) != drawn(3_000, by="0" * 64)
    for party in parties[:12]:
        assert actions.policy_for(party, AT).number == (3 if party in drawn(3_000) else 2)


def test_a_shadow_watches_and_changes_nothing_even_where_it_fails() -> None:
    watching = version_of(strict(least_minor=90_000_000), from_at=AT, role="shadow")
    decision = _decision()
    [shadow] = ShadowVerdict.objects.all()
    assert (decision.outcome, decision.policy_id) == ("approve", 2)
    assert (shadow.outcome, shadow.limit_minor, shadow.policy_id, shadow.decision_id) == ("decline", 0, watching.pk, decision.pk)
    decide = engines.verdict_of

    def failing(content: dict[str, object], sha256: str, inputs: dict[str, object]) -> object:
        if sha256 == watching.sha256:
            raise ValueError
        return decide(content, sha256, inputs)

    with mock.patch.object(engines, "verdict_of", failing):
        again = _decision()
    assert again.outcome == "approve"
    assert ShadowVerdict.objects.get(decision=again).outcome == "failed"


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


@pytest.mark.parametrize("table", ["policy_decision", "policy_policyversion", "policy_policyplan", "policy_shadowverdict"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_decisions_and_policies_are_never_changed(table: str, change: str) -> None:
    _decision()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert (Decision.objects.count(), PolicyVersion.objects.count(), PolicyPlan.objects.count()) == (1, 2, 1)


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


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"sha256": "x"}, "policy_has_a_whole_digest"),
        ({"name": ""}, "policy_has_a_name_and_an_author"),
        ({"drafted_by": "x"}, "a_policy_is_published_by_another"),
    ],
)
def test_the_database_refuses_a_bad_policy(changed: dict[str, object], name: str) -> None:
    good = {"number": 9, "name": "n", "content": {}, "sha256": "0" * 64, "published_at": AT, "published_by": "x"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PolicyVersion.objects.create(**{**good, **changed})
