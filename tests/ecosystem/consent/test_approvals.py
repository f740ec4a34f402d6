"""A firm consents when so many of its owners agree; any one of them withdraws."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.consent import approvals, errors
from ecosystem.consent.models import Approval, Grant, Proposal, Quorum
from ecosystem.consent.public import CREDIT_ASSESSMENT, give_consent, withdraw_consent
from ecosystem.consent.queries import needed_of
from ecosystem.identity.public import Membership, Party, Person, give_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from tests.breaching import again, changed
from tests.ecosystem.consent.cast import AT, Cast, actor, call_the_cast, person

pytestmark = pytest.mark.django_db
PURPOSE, SEEN = CREDIT_ASSESSMENT.code, CREDIT_ASSESSMENT.sha256
UNTIL = AT + timedelta(days=90)


@pytest.fixture
def cast() -> Cast:
    return call_the_cast()


def owners(cast: Cast, *names: str) -> list[Actor]:
    """Mei, and sisters who own her shop with her."""
    sisters = [person(name) for name in names]
    for sister in sisters:
        give_role(person=sister, party=Party.objects.get(pk=cast.shop), role=Membership.Role.OWNER, at=AT)
    return [cast.owner, *map(actor, sisters)]


def propose(cast: Cast, by: Actor, key: str = "p", **more: Any) -> Proposal:
    asked: dict[str, Any] = {"party_id": cast.shop, "purpose": PURPOSE, "until": UNTIL, "seen": SEEN, "at": AT}
    return approvals.propose_consent(**{**asked, **more}, key=key, by=by)


def ask_for(cast: Cast, needed: int, by: Actor, key: str = "q") -> Proposal:
    return approvals.set_quorum(party_id=cast.shop, needed=needed, key=key, by=by, at=AT)


def agree(proposal: Proposal, by: Actor, at: Any = AT) -> Proposal:
    return approvals.approve_proposal(proposal_id=proposal.pk, by=by, at=at)


def kept() -> tuple[Any, ...]:
    return [list(model.objects.order_by("pk").values()) for model in (Grant, Proposal, Approval, Quorum)], Act.objects.count()


def refused(kind: type[DomainError], act: Any) -> None:
    before = kept()
    with pytest.raises(kind):
        act()
    assert kept() == before


def test_two_of_three_must_agree_and_one_withdraws(cast: Cast) -> None:
    mei, lan, zhu = owners(cast, "lan", "zhu")
    assert ask_for(cast, 2, mei).status == "met" and needed_of(cast.shop) == 2
    refused(errors.MoreOwnersNeeded, lambda: give_consent(party_id=cast.shop, purpose=PURPOSE, key="g", by=mei, at=AT))
    proposal = propose(cast, mei)
    assert propose(cast, mei) == proposal and agree(proposal, mei).status == "open" and Grant.objects.count() == 0
    done = agree(proposal, zhu)
    grant = Grant.objects.get()
    assert (done.status, done.grant, grant.granted_by_id, grant.until) == ("met", grant, zhu.person_id, UNTIL)
    refused(errors.ProposalDecided, lambda: agree(proposal, lan))
    assert withdraw_consent(grant_id=grant.pk, key="w", by=lan, at=AT).ending == "revoked"
    assert [act.act for act in Act.objects.filter(target=f"consent.proposal/{proposal.pk}").order_by("pk")] == [
        *("consent.propose", "consent.approve", "consent.approve", "consent.proposal_met")
    ]


def test_fewer_are_asked_for_by_as_many_as_are_needed_now(cast: Cast) -> None:
    mei, lan, _zhu = owners(cast, "lan", "zhu")
    ask_for(cast, 2, mei)
    fewer = ask_for(cast, 1, mei, key="fewer")
    assert (fewer.status, needed_of(cast.shop)) == ("open", 2)
    assert (agree(fewer, lan).status, needed_of(cast.shop)) == ("met", 1)
    assert ask_for(cast, 3, lan, key="all").status == "met"
    for wrong in (0, 4):
        refused(errors.QuorumNotAllowed, lambda wrong=wrong: ask_for(cast, wrong, mei, key="w"))  # type: ignore[misc]


def test_who_left_does_not_count_and_is_not_waited_for(cast: Cast) -> None:
    mei, lan = owners(cast, "lan")
    ask_for(cast, 2, mei)
    proposal = propose(cast, lan)
    Membership.objects.filter(person=lan.person_id).update(ended_at=AT)
    refused(errors.ProposalNotFound, lambda: agree(proposal, lan))
    assert needed_of(cast.shop) == 1 and agree(proposal, mei).status == "met"


def test_a_proposal_is_for_its_text_and_its_time_and_is_dropped_by_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mei, lan = owners(cast, "lan")
    ask_for(cast, 2, mei)
    refused(errors.TextChanged, lambda: propose(cast, mei, seen="0" * 64))
    refused(errors.UntilNotAllowed, lambda: propose(cast, mei, until=AT))
    first = propose(cast, mei)
    second = propose(cast, mei, key="p2", until=UNTIL + timedelta(days=1))
    refused(errors.ProposalDecided, lambda: agree(first, lan))
    refused(errors.UntilNotAllowed, lambda: agree(second, lan, at=UNTIL + timedelta(days=2)))
    assert approvals.drop_proposal(proposal_id=second.pk, by=lan, at=AT).status == "dropped"
    refused(errors.ProposalDecided, lambda: approvals.drop_proposal(proposal_id=second.pk, by=lan, at=AT))
    third = propose(cast, mei, key="p3")
    monkeypatch.setattr(approvals, "purpose_named", lambda _code: type("Newer", (), {"sha256": "1" * 64}))
    refused(errors.TextChanged, lambda: agree(third, lan))


@pytest.mark.parametrize("who", ["clerk", "rival", "officer"])
def test_the_wrong_person_decides_nothing(cast: Cast, who: str) -> None:
    mei, _lan = owners(cast, "lan")
    ask_for(cast, 2, mei)
    proposal, wrong = propose(cast, mei), getattr(cast, who)
    refused(errors.ProposalNotFound, lambda: agree(proposal, wrong))
    refused(errors.ProposalNotFound, lambda: approvals.drop_proposal(proposal_id=proposal.pk, by=wrong, at=AT))
    refused(errors.PartyNotYours, lambda: propose(cast, wrong, key="x"))
    refused(errors.PartyNotYours, lambda: ask_for(cast, 1, wrong, key="y"))


def browser(who: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_owners_propose_and_agree_on_the_page_and_see_its_history(cast: Cast) -> None:
    mei, lan = owners(cast, "lan")
    one, other = browser(mei), browser(lan)
    assert "How many owners must agree" in one.get("/consents/").content.decode()
    assert one.post("/consents/quorum/", {"party": str(cast.shop), "needed": "2", "idempotency_key": "q"}).status_code == 302
    assert one.post("/consents/quorum/", {"party": str(cast.shop), "needed": "x", "idempotency_key": "r"}).status_code == 422
    assert "Propose it to your co-owners" in one.get("/consents/").content.decode()
    form = {"party": str(cast.shop), "purpose": PURPOSE, "seen": SEEN, "days": "90", "idempotency_key": "p"}
    assert one.post("/consents/grant/", form).status_code == 409
    assert one.post("/consents/propose/", form).status_code == 302
    proposal = Proposal.objects.get(purpose=PURPOSE)
    mine, hers = (client.get("/consents/").content.decode() for client in (one, other))
    assert "1 of the 2 that are needed have agreed" in mine
    approve = f"/consents/proposals/{proposal.pk}/approve/"
    assert approve not in mine and approve in hers
    assert browser(cast.rival).post(approve).status_code == 404 and Client().post(approve).status_code == 302
    assert other.post(approve, headers={"HX-Request": "true"}).status_code == 200
    page = one.get("/consents/").content.decode()
    assert 'data-status="standing"' in page and "History" in page and "lan" in page
    chinese = browser(mei, "zh-hans").get("/consents/").content.decode()
    assert "须几位业主同意" in chinese and "2 位中的 2 位" in chinese
    again_ = one.post("/consents/quorum/", {"party": str(cast.shop), "needed": "1", "idempotency_key": "s"})
    assert again_.status_code == 302
    waiting = Proposal.objects.get(status="open")
    assert one.post(f"/consents/proposals/{waiting.pk}/drop/").status_code == 302


def test_the_database_keeps_its_rules(cast: Cast) -> None:
    mei, _lan = owners(cast, "lan")
    ask_for(cast, 2, mei)
    proposal = propose(cast, mei)
    again(Quorum.objects.get(), "a_quorum_is_somebody", needed=0)
    again(proposal, "one_proposal_waits_per_purpose")
    again(proposal, "a_proposal_is_for_a_consent_or_a_quorum", status="met", decided_at=AT, quorum=2)
    changed(Proposal, "a_decided_proposal_says_when", status="dropped", decided_at=None)
    again(Approval.objects.get(proposal=proposal), "an_owner_approves_once")
    met = Proposal.objects.get(status="met")
    with pytest.raises(DatabaseError, match="refuse|append|permission|denied|never"), transaction.atomic():
        Quorum.objects.update(needed=1)
    grant_of = agree(proposal, _lan).grant
    again(met, "a_grant_follows_from_what_was_met", status="dropped", grant_id=grant_of and grant_of.pk)
