from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from ecosystem.audit.models import Act
from ecosystem.feed.errors import PartyUnknown
from ecosystem.feed.models import PseudonymKey
from ecosystem.feed.public import forget, pseudonym, pseudonyms, pseudonyms_across
from ecosystem.feed.rules import code_name
from ecosystem.kernel.actor import platform
from tests.ecosystem.consent.cast import AT, Cast, call_the_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return call_the_cast()


def test_a_code_name_is_the_same_in_one_place_and_another_elsewhere(cast: Cast) -> None:
    buyer = cast.owner.party_id
    assert buyer is not None
    here = pseudonym(buyer, within=cast.shop)
    assert len(here) == 32
    assert pseudonym(buyer, within=cast.shop) == here
    there = pseudonym(buyer, within=cast.rival_shop)
    assert there != here
    assert pseudonyms_across(buyer, [cast.shop, cast.rival_shop]) == {cast.shop: here, cast.rival_shop: there}
    assert str(buyer).replace("-", "")[:12] not in here


def test_many_code_names_are_one_statement_once_their_keys_exist(cast: Cast) -> None:
    subjects = [cast.shop, cast.rival_shop]
    names = pseudonyms(subjects, within=cast.shop)
    with CaptureQueriesContext(connection) as asked:
        assert pseudonyms(subjects, within=cast.shop) == names
    assert len(asked) == 1
    assert len(set(names.values())) == 2


def test_after_forgetting_nothing_links_the_new_code_name_to_the_old(cast: Cast) -> None:
    old = pseudonym(cast.shop, within=cast.rival_shop)
    forget(cast.shop, by=cast.owner, at=AT)
    assert PseudonymKey.objects.count() == 0
    assert pseudonym(cast.shop, within=cast.rival_shop) != old
    assert Act.objects.get().target == f"identity.party/{cast.shop}"


def test_forgetting_somebody_unknown_changes_nothing(cast: Cast) -> None:
    forget(cast.shop, by=platform("erasure"), at=AT)
    assert Act.objects.count() == 0


@pytest.mark.parametrize("who", ["clerk", "rival", "officer"])
def test_nobody_else_has_her_forgotten(cast: Cast, who: str) -> None:
    before = pseudonym(cast.shop, within=cast.shop)
    with pytest.raises(PartyUnknown):
        forget(cast.shop, by=getattr(cast, who), at=AT)
    assert pseudonym(cast.shop, within=cast.shop) == before
    assert Act.objects.count() == 0


def test_a_short_key_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="pseudonym_key_has_256_bits"), transaction.atomic():
        PseudonymKey.objects.create(party_id=cast.shop, key=b"short")


@given(some.binary(min_size=32, max_size=32), some.binary(min_size=32, max_size=32), some.uuids(), some.uuids())
def test_code_names_differ_by_key_and_by_place(one: bytes, other: bytes, here: UUID, there: UUID) -> None:
    same = (one, here) == (other, there)
    assert (code_name(one, here) == code_name(other, there)) == same


@pytest.mark.race
def test_eight_orders_at_once_of_a_new_buyer_know_her_by_one_name(committed: str) -> None:
    cast = call_the_cast()
    gate = threading.Barrier(8, timeout=20)
    names: list[str] = []

    def work() -> None:
        try:
            gate.wait()
            with transaction.atomic():
                names.append(pseudonym(cast.shop, within=cast.rival_shop))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1
