"""A consent withdrawn while it is being used, and given again while it is being checked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction

from ecosystem.audit.models import Act
from ecosystem.consent.approvals import approve_proposal, drop_proposal, propose_consent, set_quorum
from ecosystem.consent.errors import ProposalDecided
from ecosystem.consent.models import Grant, Proposal
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, grant, require_grant, revoke
from ecosystem.feed.public import Stated, facts_about, publish
from ecosystem.identity.public import Membership, Party, give_role
from tests.ecosystem.consent.cast import AT, Cast, actor, call_the_cast, person
from tests.together import neck_and_neck

PURPOSE = CREDIT_ASSESSMENT.code
ROUNDS = 60
PATIENCE_S = 120


def run_all(*works: Callable[[], None]) -> None:
    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@transaction.atomic
def give(cast: Cast, step: int = 0) -> UUID:
    return grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT + timedelta(microseconds=step)).pk


@pytest.mark.race
def test_no_read_that_starts_after_a_withdrawal_succeeds(committed: str) -> None:
    cast = call_the_cast()
    with transaction.atomic():
        publish(Stated("trade.order_paid", 1, {"paid_minor": 1}), about=cast.shop, key="k", at=AT)
    for _round in range(ROUNDS):
        held = give(cast)
        gone = threading.Event()
        late: list[int] = []
        refused: list[bool] = []

        def read(gone: threading.Event = gone, late: list[int] = late, refused: list[bool] = refused) -> None:
            while True:
                was_gone = gone.is_set()
                try:
                    with transaction.atomic():
                        rows = facts_about(party_id=cast.shop, kinds="trade.", purpose=PURPOSE, by=cast.officer, at=AT)
                except ConsentWithdrawn:
                    refused.append(True)
                    return
                else:
                    late += [len(rows)] if was_gone else []

        def withdraw(held: UUID = held, gone: threading.Event = gone) -> None:
            with transaction.atomic():
                revoke(grant_id=held, by=cast.owner, at=AT)
            gone.set()

        run_all(read, read, withdraw)
        assert late == []
        assert len(refused) == 2


@pytest.mark.race
def test_a_withdrawal_waits_for_a_reading_under_way(committed: str) -> None:
    cast = call_the_cast()
    held = give(cast)
    checked, order = threading.Event(), list[str]()

    def decide() -> None:
        with transaction.atomic():
            require_grant(party_id=cast.shop, purpose=PURPOSE, at=AT)
            checked.set()
            time.sleep(0.2)
            order.append("decided")

    def withdraw() -> None:
        checked.wait(PATIENCE_S)
        started = time.monotonic()
        with transaction.atomic():
            revoke(grant_id=held, by=cast.owner, at=AT)
        order.append("withdrawn")
        assert time.monotonic() - started < 1

    run_all(decide, withdraw)
    assert order == ["decided", "withdrawn"]


@pytest.mark.race
def test_readers_of_one_grant_do_not_wait_for_each_other(committed: str) -> None:
    cast = call_the_cast()
    give(cast)
    together = threading.Barrier(4, timeout=PATIENCE_S)

    def read() -> None:
        with transaction.atomic():
            require_grant(party_id=cast.shop, purpose=PURPOSE, at=AT)
            together.wait()

    run_all(read, read, read, read)
    assert not together.broken


@pytest.mark.race
def test_a_consent_given_again_leaves_no_gap(committed: str) -> None:
    cast = call_the_cast()
    give(cast)
    finished = threading.Event()
    gaps: list[str] = []
    checks: list[int] = []

    def give_again() -> None:
        for step in range(ROUNDS):
            give(cast, step)
        finished.set()

    def check() -> None:
        while not finished.is_set():
            try:
                with transaction.atomic():
                    require_grant(party_id=cast.shop, purpose=PURPOSE, at=AT)
                checks.append(1)
            except ConsentWithdrawn:
                gaps.append("gap")

    run_all(give_again, check, check)
    assert gaps == []
    assert checks


@pytest.mark.race
def test_eight_grants_at_once_leave_one_standing(committed: str) -> None:
    cast = call_the_cast()
    gate = threading.Barrier(8, timeout=PATIENCE_S)

    def work() -> None:
        gate.wait()
        give(cast)

    run_all(*[work] * 8)
    assert Grant.objects.count() == 8
    assert Grant.objects.filter(revoked_at=None).count() == 1
    assert Act.objects.filter(act="consent.grant").count() == 8


@pytest.mark.race
def test_two_owners_who_agree_at_once_give_one_consent(committed: str) -> None:
    """Both are the second of two; and a third lets the proposal go meanwhile."""
    cast = call_the_cast()
    with transaction.atomic():
        sisters = [person(name) for name in ("lan", "zhu", "ju")]
        for sister in sisters:
            give_role(person=sister, party=Party.objects.get(pk=cast.shop), role=Membership.Role.OWNER, at=AT)
    lan, zhu, ju = map(actor, sisters)
    set_quorum(party_id=cast.shop, needed=2, key="q", by=cast.owner, at=AT)
    propose = partial(propose_consent, party_id=cast.shop, purpose=PURPOSE, until=AT + timedelta(days=9), seen=CREDIT_ASSESSMENT.sha256, at=AT)
    proposal = propose(key="p", by=cast.owner)
    agreeing = [partial(approve_proposal, proposal_id=proposal.pk, by=by, at=AT) for by in (lan, zhu)]
    answers = neck_and_neck(*agreeing, partial(drop_proposal, proposal_id=proposal.pk, by=ju, at=AT), writes="consent_")
    assert sum(isinstance(answer, ProposalDecided) for answer in answers) == 2
    proposal.refresh_from_db()
    assert Grant.objects.count() == (proposal.status == "met")
    two = neck_and_neck(partial(propose, key="a", by=lan), partial(propose, key="b", by=zhu), writes="consent_")
    assert sorted(str(one.status) for one in map(refreshed, two)) == ["dropped", "open"]
    lowered = neck_and_neck(*(partial(set_quorum, party_id=cast.shop, needed=needed, key="n", by=by, at=AT) for needed, by in ((1, lan), (3, zhu))))
    assert sorted(str(one.status) for one in map(refreshed, lowered)) in (["dropped", "met"], ["met", "open"])


def refreshed(one: object) -> Proposal:
    assert isinstance(one, Proposal)
    one.refresh_from_db()
    return one
