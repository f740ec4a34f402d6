from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from ecosystem.audit.models import Act
from ecosystem.consent import rules
from ecosystem.consent.errors import GrantNotFound, GrantReplaced, PartyNotYours, TextChanged, UnknownPurpose, UntilNotAllowed
from ecosystem.consent.models import Grant
from ecosystem.consent.public import (
    CREDIT_ASSESSMENT,
    ConsentWithdrawn,
    give_consent,
    grant,
    purpose_named,
    require_grant,
    revoke,
    standing_grant,
    withdraw_consent,
)
from ecosystem.identity.models import Membership
from ecosystem.kernel.actor import VISITOR, Actor, platform
from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.kernel.ids import uuid7
from ecosystem.once.public import KeyUsedOtherwise

from .cast import AT, Cast, call_the_cast

PURPOSE = CREDIT_ASSESSMENT.code
LATER = AT + timedelta(days=1)
HASH_OF_VERSION_ONE = "0105e9a2310c34decd19aa16aaf9b29e56ff57af2252d8259cea541efb2ab2f8"


@pytest.fixture
def cast(db: None) -> Cast:
    return call_the_cast()


def given_by_owner(cast: Cast, **more: Any) -> Grant:
    return grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT, **more)


def nothing_changed(grants: int = 0) -> bool:
    return Grant.objects.count() == grants and Act.objects.count() == grants


def test_a_grant_lasts_ninety_days_and_keeps_the_words_that_were_seen(cast: Cast) -> None:
    held = given_by_owner(cast, seen=CREDIT_ASSESSMENT.sha256)
    assert (held.until - held.granted_at, held.text_sha256, held.text_version) == (timedelta(days=90), CREDIT_ASSESSMENT.sha256, 1)
    assert held.status(AT) == "standing"
    assert held.status(held.until) == "expired"
    assert require_grant(party_id=cast.shop, purpose=PURPOSE, at=LATER) == held
    act = Act.objects.get()
    assert (act.act, act.target, act.actor) == ("consent.grant", f"consent.grant/{held.pk}", cast.owner.name)


def test_a_person_decides_for_herself(cast: Cast) -> None:
    assert cast.owner.party_id is not None
    assert grant(party_id=cast.owner.party_id, purpose=PURPOSE, by=cast.owner, at=AT).granted_by_id == cast.owner.person_id


@pytest.mark.parametrize("who", ["clerk", "rival", "officer", "visitor", "job", "liar", "former"])
def test_nobody_but_the_owner_gives_a_consent(cast: Cast, who: str) -> None:
    actors = {
        "clerk": cast.clerk,
        "rival": cast.rival,
        "officer": cast.officer,
        "visitor": VISITOR,
        "job": platform("sweep"),
        # A party id in the actor proves nothing: the person behind it is looked up.
        "liar": Actor(person_id=cast.rival.person_id, party_id=cast.shop),
        "former": cast.owner,
    }
    if who == "former":
        Membership.objects.filter(party=cast.shop, person=cast.owner.person_id).update(ended_at=AT)
    with pytest.raises(PartyNotYours):
        grant(party_id=cast.shop, purpose=PURPOSE, by=actors[who], at=AT)
    with pytest.raises(PartyNotYours):
        grant(party_id=uuid7(), purpose=PURPOSE, by=actors[who], at=AT)
    assert nothing_changed()


@pytest.mark.parametrize("who", ["clerk", "rival", "officer"])
def test_nobody_but_the_owner_withdraws_it(cast: Cast, who: str) -> None:
    held = given_by_owner(cast)
    with pytest.raises(GrantNotFound):
        revoke(grant_id=held.pk, by=getattr(cast, who), at=LATER)
    with pytest.raises(GrantNotFound):
        revoke(grant_id=uuid7(), by=cast.owner, at=LATER)
    held.refresh_from_db()
    assert held.status(LATER) == "standing"
    assert nothing_changed(grants=1)


def test_after_withdrawal_nothing_may_be_read(cast: Cast) -> None:
    held = given_by_owner(cast)
    assert revoke(grant_id=held.pk, by=cast.owner, at=LATER).status(LATER) == "revoked"
    assert standing_grant(cast.shop, PURPOSE, LATER) is None
    with pytest.raises(ConsentWithdrawn):
        require_grant(party_id=cast.shop, purpose=PURPOSE, at=LATER)


def test_withdrawing_twice_is_once(cast: Cast) -> None:
    held = given_by_owner(cast)
    revoke(grant_id=held.pk, by=cast.owner, at=LATER)
    assert revoke(grant_id=held.pk, by=cast.owner, at=LATER + timedelta(hours=1)).revoked_at == LATER
    assert Act.objects.filter(act="consent.revoke").count() == 1


def test_granting_again_replaces_what_stands(cast: Cast) -> None:
    first = given_by_owner(cast)
    second = grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=LATER, until=LATER + timedelta(days=30))
    first.refresh_from_db()
    assert first.status(LATER) == "replaced"
    assert require_grant(party_id=cast.shop, purpose=PURPOSE, at=LATER) == second
    with pytest.raises(GrantReplaced):
        revoke(grant_id=first.pk, by=cast.owner, at=LATER)
    assert standing_grant(cast.shop, PURPOSE, LATER) == second


def test_an_expired_grant_is_no_consent(cast: Cast) -> None:
    held = given_by_owner(cast)
    with pytest.raises(ConsentWithdrawn):
        require_grant(party_id=cast.shop, purpose=PURPOSE, at=held.until)
    assert standing_grant(cast.shop, PURPOSE, held.until) is None
    assert grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=held.until).status(held.until) == "standing"


def test_a_grant_to_one_shop_says_nothing_of_another(cast: Cast) -> None:
    given_by_owner(cast)
    with pytest.raises(ConsentWithdrawn):
        require_grant(party_id=cast.rival_shop, purpose=PURPOSE, at=LATER)
    with pytest.raises(ConsentWithdrawn):
        require_grant(party_id=cast.shop, purpose="marketing", at=LATER)


@pytest.mark.parametrize("until", [AT, AT - timedelta(days=1), AT + timedelta(days=365, microseconds=1)])
def test_a_grant_ends_within_a_year(cast: Cast, until: datetime) -> None:
    with pytest.raises(UntilNotAllowed):
        given_by_owner(cast, until=until)
    assert nothing_changed()


def test_a_purpose_without_words_can_not_be_granted(cast: Cast) -> None:
    with pytest.raises(UnknownPurpose):
        grant(party_id=cast.shop, purpose="marketing", by=cast.owner, at=AT)
    assert nothing_changed()


def test_words_that_changed_under_the_reader_are_not_agreed_to(cast: Cast) -> None:
    with pytest.raises(TextChanged):
        given_by_owner(cast, seen="0" * 64)
    assert nothing_changed()


def test_the_same_key_gives_the_same_grant(cast: Cast) -> None:
    first = give_consent(party_id=cast.shop, purpose=PURPOSE, key="k", by=cast.owner, at=AT)
    assert give_consent(party_id=cast.shop, purpose=PURPOSE, key="k", by=cast.owner, at=LATER) == first
    with pytest.raises(KeyUsedOtherwise):
        give_consent(party_id=cast.rival_shop, purpose=PURPOSE, key="k", by=cast.owner, at=LATER)
    assert withdraw_consent(grant_id=first.pk, key="k", by=cast.owner, at=LATER).revoked_at == LATER
    assert withdraw_consent(grant_id=first.pk, key="k", by=cast.owner, at=LATER).revoked_at == LATER
    assert Grant.objects.count() == 1


def test_a_check_outside_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        require_grant(party_id=uuid7(), purpose=PURPOSE, at=AT)


def test_every_purpose_is_worded_in_both_languages_and_pinned_by_its_hash() -> None:
    words = purpose_named(PURPOSE)
    with translation.override("en"):
        assert words.title == "Work out what you can borrow"
        assert "trade facts" in words.text
    with translation.override("zh-hans"):
        assert words.title == "评估可贷额度"
    # Changed words are another consent: raise the version, then this hash.
    assert (words.version, words.sha256) == (1, HASH_OF_VERSION_ONE)


@given(some.datetimes(), some.none() | some.timedeltas())
def test_the_end_of_a_grant_is_within_a_year_or_refused(at: datetime, length: timedelta | None) -> None:
    try:
        until = None if length is None else at + length
        end = rules.end_of(at, until)
    except OverflowError:
        return
    allowed = length is None or timedelta(0) < length <= timedelta(days=365)
    assert (end is not None) == allowed
    assert end is None or at < end <= at + rules.LONGEST


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("grant_has_a_purpose", {"purpose": ""}),
        ("grant_is_to_the_bank", {"grantee": "anyone"}),
        ("grant_text_has_a_version", {"text_version": 0}),
        ("grant_names_the_text_seen", {"text_sha256": "A" * 64}),
        ("grant_ends_after_it_begins", {"until": AT}),
        ("grant_lasts_a_year_at_most", {"until": AT + timedelta(days=366)}),
        ("grant_is_not_revoked_before_it_begins", {"revoked_at": AT - timedelta(seconds=1), "ending": "revoked"}),
        ("an_ended_grant_says_how", {"revoked_at": LATER}),
        ("an_ended_grant_says_how", {"ending": "revoked"}),
        ("an_ended_grant_says_how", {"revoked_at": LATER, "ending": "lost"}),
    ],
)
def test_the_database_refuses_a_broken_grant(cast: Cast, name: str, broken: dict[str, Any]) -> None:
    whole = {
        "party_id": cast.shop,
        "purpose": PURPOSE,
        "text_version": 1,
        "text_sha256": "a" * 64,
        "granted_by_id": cast.owner.person_id,
        "granted_at": AT,
        "until": AT + timedelta(days=90),
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Grant.objects.create(**{**whole, **broken})


def test_two_grants_never_stand_for_one_purpose(cast: Cast) -> None:
    held = given_by_owner(cast)
    held.pk = uuid7()
    with pytest.raises(IntegrityError, match="one_grant_stands_per_purpose"), transaction.atomic():
        held.save(force_insert=True)
