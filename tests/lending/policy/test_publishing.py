"""From a draft to what decides: one writes, another publishes, and one act takes it back."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.once.public import KeyUsedOtherwise
from lending.policy import actions, errors
from lending.policy.actions import Entering
from lending.policy.models import PolicyDraft, PolicyPlan, PolicyVersion, ShadowVerdict
from lending.policy.swaps import swap_set
from lending.portraits.public import build_portrait, digest
from lending.products.public import LINE, current_product
from tests.breaching import again
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.values import TOWN, strict, version_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
CHANGED = strict(first_offer_bp=1_000)
SOON, LATER = AT + timedelta(hours=1), AT + timedelta(days=3)


def officer() -> Actor:
    return at_bank("credit_officer")


def drafted(by: Actor, content: dict[str, Any] = CHANGED) -> PolicyDraft:
    return actions.draft_policy(note="smaller first offers", content=content, key=uuid4().hex, by=by, at=AT)


def publish(draft: PolicyDraft, by: Actor, **changed: Any) -> PolicyVersion:
    asked: dict[str, Any] = {"sha256": digest(draft.content), "entering": Entering("champion", SOON), "at": AT}
    return actions.publish_draft(draft_id=draft.pk, by=by, **{**asked, **changed})


def kept() -> tuple[Any, ...]:
    return [list(model.objects.order_by("pk").values()) for model in (PolicyDraft, PolicyVersion, PolicyPlan)], Act.objects.count()


def refused(kind: type[DomainError], act: Any) -> DomainError:
    """The act is refused, and nothing changed."""
    before = kept()
    with pytest.raises(kind) as found:
        act()
    assert kept() == before
    return found.value


def test_what_one_writes_another_publishes_and_it_decides_from_its_moment_on() -> None:
    writer, checker = officer(), officer()
    draft = drafted(writer)
    version = publish(draft, checker)
    assert (version.number, version.drafted_by, version.published_by, version.sha256) == (3, writer.name, checker.name, digest(CHANGED))
    assert [actions.policy_for(uuid4(), at).number for at in (AT, SOON)] == [2, 3]
    draft.refresh_from_db()
    assert (draft.status, draft.version_id, draft.decided_by) == ("published", 3, checker.name)
    refused(errors.DraftDecided, lambda: publish(draft, checker))
    refused(errors.DraftDecided, lambda: actions.discard_draft(draft_id=draft.pk, by=checker, at=AT))
    assert {"lending.policy.draft", "lending.policy.publish", "lending.policy.plan"} <= set(Act.objects.values_list("act", flat=True))


def test_nothing_unsound_unseen_or_of_ones_own_is_published() -> None:
    writer, checker = officer(), officer()
    draft = drafted(writer)
    refused(errors.PublishedByAnother, lambda: publish(draft, writer))
    refused(errors.DraftChanged, lambda: publish(draft, checker, sha256=digest(TOWN)))
    refused(errors.PlanUnsound, lambda: publish(draft, checker, entering=Entering("champion", AT - timedelta(seconds=1))))
    refused(errors.PlanUnsound, lambda: publish(draft, checker, entering=Entering("challenger", SOON, 10_000)))
    refused(errors.PlanUnsound, lambda: publish(draft, checker, entering=Entering("emperor", SOON)))
    holed = copy.deepcopy(TOWN)
    del holed["nodes"][1]["rows"][3]
    open_end = drafted(writer, holed)
    with translation.override("en"):
        assert "no row for history_days" in refused(errors.PolicyUnsound, lambda: publish(open_end, checker)).explain()
    refused(errors.PolicyUnsound, lambda: drafted(writer, {"name": "nothing"}))


def test_who_is_no_credit_officer_reads_writes_and_publishes_nothing() -> None:
    draft = drafted(officer())
    for other in (at_bank("operator"), at_bank("relationship_manager"), merchant("Rival", days=0).by):
        refused(errors.LendersOnly, lambda other=other: drafted(other))
        refused(errors.LendersOnly, lambda other=other: publish(draft, other))
        refused(errors.LendersOnly, lambda other=other: actions.discard_draft(draft_id=draft.pk, by=other, at=AT))
        refused(errors.LendersOnly, lambda other=other: actions.rewrite_table(draft_id=draft.pk, node="grade", rows=[], by=other, at=AT))
        refused(errors.LendersOnly, lambda other=other: actions.import_table(draft_id=draft.pk, node="grade", model={}, by=other, at=AT))
        refused(errors.LendersOnly, lambda other=other: actions.plan_policy(number=2, entering=Entering("shadow", SOON), why="x", by=other, at=AT))
        refused(errors.LendersOnly, lambda other=other: actions.roll_back(seen=1, why="x", by=other, at=AT))
        refused(errors.LendersOnly, lambda other=other: actions.try_draft(draft_id=draft.pk, last=9, by=other, at=AT))


def test_a_draft_begins_once_per_key_and_only_its_writer_changes_it() -> None:
    writer = officer()
    one = actions.draft_policy(note="n", base=2, key="k", by=writer, at=AT)
    assert actions.draft_policy(note="n", base=2, key="k", by=writer, at=AT).pk == one.pk
    refused(KeyUsedOtherwise, lambda: actions.draft_policy(note="m", base=2, key="k", by=writer, at=AT))
    refused(errors.PolicyNotFound, lambda: actions.draft_policy(note="n", base=9, key="l", by=writer, at=AT))
    refused(errors.PolicyNotFound, lambda: actions.draft_policy(note="n", key="l", by=writer, at=AT))
    refused(errors.PolicyUnsound, lambda: actions.draft_policy(note="n", base=1, key="l", by=writer, at=AT))
    rows = [*TOWN["nodes"][2]["rows"][:-1], {**TOWN["nodes"][2]["rows"][-1], "row": "rest"}]
    refused(errors.NotYourDraft, lambda: actions.rewrite_table(draft_id=one.pk, node="grade", rows=rows, by=officer(), at=AT))
    refused(errors.PolicyNotFound, lambda: actions.rewrite_table(draft_id=one.pk, node="fashion", rows=rows, by=writer, at=AT))
    changed = actions.rewrite_table(draft_id=one.pk, node="grade", rows=rows, by=writer, at=AT)
    assert changed.content["nodes"][2]["rows"][-1]["row"] == "rest"
    assert PolicyVersion.objects.get(pk=2).content == TOWN


def test_a_table_taken_from_a_decision_model_decides_as_it_says() -> None:
    writer = officer()
    draft = actions.draft_policy(note="n", base=2, key="k", by=writer, at=AT)
    names = ("outcome", "code", "grade", "multiple_bp")
    columns = [{"id": f"o{n}", "field": name} for n, name in enumerate(names)]
    cells = [(">= 50", '"approve"', "", '"A"', "9000"), ("< 50", '"decline"', '"R02"', '""', "0")]
    rules = [{"i": when, **{f"o{n}": cell for n, cell in enumerate(then)}} for when, *then in cells]
    content = {"hitPolicy": "first", "inputs": [{"id": "i", "field": "points"}], "outputs": columns, "rules": rules}
    model = {"nodes": [{"type": "decisionTableNode", "name": "grade", "content": content}]}
    took = actions.import_table(draft_id=draft.pk, node="grade", model=model, by=writer, at=AT)
    publish(took, officer())
    snapshot = build_portrait(party_id=merchant().party_id, by=writer, at=SOON)
    decision = actions.decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=writer, at=SOON)
    assert (decision.policy_id, decision.grade) == (3, "A")
    assert decision.verdict["trace"][3]["then"]["multiple_bp"] == 9_000
    broken = copy.deepcopy(model)
    broken["nodes"][0]["content"]["rules"][0]["i"] = ">= fifty"
    other = actions.draft_policy(note="n", base=2, key="l", by=writer, at=AT)
    refused(errors.TableUnreadable, lambda: actions.import_table(draft_id=other.pk, node="grade", model=broken, by=writer, at=AT))


def test_a_version_enters_as_shadow_then_for_a_share_then_for_all_and_goes_back_in_one_act() -> None:
    checker = officer()
    number = version_of(CHANGED, from_at=AT, role="shadow").pk
    writer = PolicyVersion.objects.get(pk=number).drafted_by
    assert (actions.plan_in_force(AT).champion_id, actions.plan_in_force(AT).shadow_id) == (2, number)
    entering = Entering("challenger", SOON, 1_000)
    plan = actions.plan_policy(number=number, entering=entering, why="looks well", by=checker, at=SOON)
    assert (plan.champion_id, plan.challenger_id, plan.share_bp) == (2, number, 1_000)
    plan = actions.plan_policy(number=number, entering=Entering("champion", LATER), why="does well", by=checker, at=LATER)
    assert (plan.champion_id, plan.challenger_id, plan.shadow_id) == (number, None, None)
    refused(errors.PlanUnsound, lambda: actions.plan_policy(number=number, entering=Entering("shadow", LATER), why="again", by=checker, at=LATER))
    refused(errors.PlanUnsound, lambda: actions.plan_policy(number=2, entering=Entering("shadow", LATER), why=" ", by=checker, at=LATER))
    refused(errors.PolicyNotFound, lambda: actions.plan_policy(number=99, entering=entering, why="x", by=checker, at=SOON))
    own = _named(writer)
    refused(errors.PublishedByAnother, lambda: actions.plan_policy(number=number, entering=Entering("champion", LATER), why="mine", by=own, at=LATER))
    refused(errors.DraftChanged, lambda: actions.roll_back(seen=plan.pk - 1, why="a fault", by=own, at=LATER))
    back = actions.roll_back(seen=plan.pk, why="a fault", by=own, at=LATER)
    assert actions.policy_for(uuid4(), LATER).number == 2
    refused(errors.PlanUnsound, lambda: actions.roll_back(seen=back.pk, why="further", by=own, at=LATER))


def _named(name: str) -> Actor:
    person = Person.objects.get(pk=UUID(name.removeprefix("person/")))
    return Actor(person_id=person.pk, party_id=person.party_id)


def test_a_draft_is_tried_on_decisions_that_were_made_and_says_who_would_flip() -> None:
    by = officer()
    for name, days in (("Good", 120), ("Young", 40)):
        snapshot = build_portrait(party_id=merchant(name, days=days).party_id, by=by, at=AT)
        actions.decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=by, at=AT)
    younger = copy.deepcopy(TOWN)
    younger["nodes"][0]["rows"][0]["when"]["history_days"] = "< 30 or missing"
    _, tried, faults = actions.try_draft(draft_id=drafted(by, younger).pk, last=10, by=by, at=AT)
    assert tried is not None and not faults
    assert (tried.tried, tried.repeated, tried.flipped) == (2, 2, 1)
    assert tried.counts == {("approve", "approve"): 1, ("decline", "refer"): 1}
    [swap] = tried.swaps
    assert (swap.decision.party.name_en, swap.outcome) == ("Young", "refer")
    assert tried.after_minor == tried.before_minor > 0
    assert swap.change_minor == swap.limit_minor > 0
    same = swap_set(TOWN, [swap.decision])
    assert (same.flipped, same.swaps) == (0, ())
    del younger["nodes"][0]
    _, untried, faults = actions.try_draft(draft_id=drafted(by, {**younger, "sources": []}).pk, last=10, by=by, at=AT)
    assert untried is None and faults


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"from_at": AT - timedelta(days=1)}, "a_plan_never_changes_the_past"),
        ({"share_bp": 100}, "a_challenger_has_a_share"),
        ({"shadow_id": 2}, "a_plan_compares_different_policies"),
        ({"why": ""}, "a_plan_says_who_and_why"),
    ],
)
def test_the_database_refuses_a_plan_that_makes_no_sense(changed: dict[str, Any], name: str) -> None:
    good = {"champion_id": 2, "from_at": AT, "made_at": AT, "made_by": "x", "why": "y"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PolicyPlan.objects.create(**{**good, **changed})


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"status": "wish", "decided_by": "y", "decided_at": AT}, "draft_has_a_known_status"),
        ({"status": "discarded"}, "a_decided_draft_says_by_whom"),
        ({"status": "published", "decided_by": "x", "decided_at": AT, "version_id": 2}, "a_draft_is_published_by_another"),
        ({"version_id": 2}, "a_published_draft_is_a_version"),
    ],
)
def test_the_database_refuses_a_draft_that_makes_no_sense(changed: dict[str, Any], name: str) -> None:
    good = {"content": {}, "note": "n", "drafted_by": "x", "drafted_at": AT}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PolicyDraft.objects.create(**{**good, **changed})


def test_a_policy_watches_a_decision_once_and_says_something_known() -> None:
    version_of(CHANGED, from_at=AT, role="shadow")
    by = officer()
    snapshot = build_portrait(party_id=merchant().party_id, by=by, at=AT)
    actions.decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=by, at=AT)
    shadow = ShadowVerdict.objects.get()
    again(shadow, "a_policy_watches_a_decision_once")
    again(shadow, "shadow_has_a_known_outcome", outcome="perhaps", policy_id=2)
