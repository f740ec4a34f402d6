from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from ecosystem.feed import rules
from ecosystem.feed.prove import PROOF
from ecosystem.feed.public import (
    Fact,
    FactConflict,
    FactNotAllowed,
    FactRow,
    NothingToCorrect,
    Publication,
    Stated,
    as_corrected,
    publish,
    publish_all,
)
from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from tests.databases import owner_connection

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SHOP = uuid7()


@dataclass(frozen=True)
class OrderPaid(Fact):
    kind: ClassVar[str] = "trade.order_paid"
    order: UUID
    paid_minor: int


ORDER = OrderPaid(order=uuid7(), paid_minor=1250)


def told(key: str, minor: int = 1, **more: Any) -> Publication:
    return Publication(fact=Stated("trade.order_paid", 1, {"paid_minor": minor}), about=SHOP, key=key, at=AT, **more)


@pytest.mark.django_db
def test_a_fact_is_published_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        number = publish(ORDER, about=SHOP, key="order/1/paid", at=AT)
    assert len(asked) == 1
    row = FactRow.objects.get()
    assert (row.pk, row.kind, row.version, row.standing, row.occurred_at) == (number, "trade.order_paid", 1, "claimed", AT)
    assert row.body == {"order": str(ORDER.order), "paid_minor": 1250}


@pytest.mark.django_db
def test_many_facts_are_published_in_one_statement_and_in_order() -> None:
    with CaptureQueriesContext(connection) as asked:
        numbers = publish_all([told(f"k{place}", place) for place in range(100)])
    assert len(asked) == 1
    assert numbers == sorted(numbers)
    assert list(FactRow.objects.order_by("pk").values_list("source_key", flat=True)) == [f"k{place}" for place in range(100)]
    assert publish_all([]) == []


@pytest.mark.django_db
def test_telling_the_same_fact_again_changes_nothing() -> None:
    first = publish(ORDER, about=SHOP, key="k", at=AT)
    assert publish(ORDER, about=SHOP, key="k", at=AT + timedelta(hours=1)) == first
    assert publish_all([told("new"), told("new")])[0] == publish_all([told("new")])[0]
    assert FactRow.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"fact": Stated("trade.order_paid", 1, {"paid_minor": 2})},
        {"fact": Stated("trade.order_paid", 2, {"paid_minor": 1})},
        {"fact": Stated("trade.order_settled", 1, {"paid_minor": 1})},
        {"about": uuid7()},
        {"standing": "attested"},
        {"occurred_at": AT - timedelta(days=1)},
        {"transfer_id": uuid7()},
    ],
)
def test_the_same_key_with_other_content_is_refused(change: dict[str, Any]) -> None:
    publish_all([told("k")])
    with pytest.raises(FactConflict), transaction.atomic():
        publish_all([told("fresh"), Publication(**{"fact": told("k").fact, "about": SHOP, "key": "k", "at": AT, **change})])
    assert FactRow.objects.count() == 1


@pytest.mark.django_db
def test_another_source_may_use_the_same_key() -> None:
    publish_all([told("k"), told("k", 2, source="partner")])
    assert FactRow.objects.count() == 2


@pytest.mark.django_db
def test_a_correction_is_a_new_fact_and_takes_the_place_of_the_old_one() -> None:
    [wrong, other] = publish_all([told("k"), told("other")])
    with CaptureQueriesContext(connection) as asked:
        [right] = publish_all([told("k/corrected", 2, corrects=wrong)])
    assert len(asked) == 2
    assert [row.pk for row in as_corrected(FactRow.objects.order_by("pk"))] == [other, right]
    assert FactRow.objects.get(pk=wrong).body == {"paid_minor": 1}


@pytest.mark.django_db
def test_a_correction_names_an_earlier_fact_of_its_own_source_kind_and_party() -> None:
    [wrong] = publish_all([told("k")])
    for bent in (
        told("a", corrects=wrong + 1_000_000),
        told("b", corrects=wrong, source="partner"),
        Publication(fact=told("x").fact, about=uuid7(), key="c", at=AT, corrects=wrong),
        Publication(fact=Stated("trade.order_cancelled", 1, {}), about=SHOP, key="d", at=AT, corrects=wrong),
    ):
        with pytest.raises(NothingToCorrect):
            publish_all([bent])
    assert FactRow.objects.count() == 1


@pytest.mark.django_db
def test_a_fact_is_corrected_only_once() -> None:
    [wrong] = publish_all([told("k")])
    publish_all([told("k2", 2, corrects=wrong)])
    with pytest.raises(IntegrityError, match="a_fact_is_corrected_once"), transaction.atomic():
        publish_all([told("k3", 3, corrects=wrong)])
    assert FactRow.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        {"paid": 12.5},
        {"lines": [{"price": 0.1}]},
        {"rate": float("nan")},
        {"email": "x"},
        {"buyer_phone": "1"},
        {"name_zh": "x"},
        {"Address": "x"},
        {"shop": {"lat": 1}},
        {"note": "a@b.example"},
        {"a": {"b": {"c": {"d": {"e": 1}}}}},
    ],
)
def test_a_body_with_a_float_or_a_person_in_it_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(FactNotAllowed) as refusal:
        publish(Stated("trade.order_paid", 1, body), about=SHOP, key="k", at=AT)
    assert refusal.value.explain()
    assert FactRow.objects.count() == 0


JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-(10**15), 10**15) | some.text(alphabet="abc12", max_size=8),
    lambda inside: some.lists(inside, max_size=3) | some.dictionaries(some.sampled_from(["order", "lines", "paid_minor"]), inside, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_whole_numbers_and_code_names_pass_and_one_float_anywhere_does_not(value: Any) -> None:
    fault = rules.fault_in({"x": value})
    assert fault is None or "too deep" in fault
    assert rules.fault_in({"x": value, "y": [1.5]}) is not None


@pytest.mark.django_db
def test_ids_and_days_in_a_body_are_text() -> None:
    publish(Stated("trade.shop_opened", 1, {"shop": SHOP, "opened_on": date(2026, 1, 2)}), about=SHOP, key="k", at=AT)
    assert FactRow.objects.get().body == {"shop": str(SHOP), "opened_on": "2026-01-02"}


def test_publishing_without_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        publish(ORDER, about=SHOP, key="k", at=AT)
    assert FactRow.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("fact_has_a_kind", {"kind": "order paid"}),
        ("fact_has_a_kind", {"kind": "trade"}),
        ("fact_has_a_version", {"version": 0}),
        ("fact_has_a_source", {"source": ""}),
        ("fact_has_a_source", {"source_key": ""}),
        ("fact_has_a_known_standing", {"standing": "rumoured"}),
        ("a_settled_fact_names_its_transfer", {"standing": "settled"}),
        ("fact_body_is_an_object", {"body": [1]}),
        ("fact_has_a_whole_fingerprint", {"fingerprint": b"x"}),
        ("fact_has_happened", {"occurred_at": AT + timedelta(minutes=6)}),
    ],
)
def test_the_database_refuses_a_broken_fact(name: str, broken: dict[str, Any]) -> None:
    whole = {
        "kind": "trade.order_paid",
        "version": 1,
        "about": SHOP,
        "source": "twin",
        "source_key": "k",
        "body": {},
        "fingerprint": bytes(32),
        "standing": "claimed",
        "occurred_at": AT,
        "recorded_at": AT,
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FactRow.objects.create(**{**whole, **broken})


@pytest.mark.django_db
def test_a_source_tells_a_fact_once() -> None:
    publish_all([told("k")])
    row = FactRow.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="a_source_tells_a_fact_once"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_a_settled_fact_names_its_transfer() -> None:
    transfer = uuid7()
    publish_all([told("k", standing="settled", transfer_id=transfer)])
    assert FactRow.objects.get().transfer_id == transfer


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE feed_factrow SET standing = 'attested'", "DELETE FROM feed_factrow", "TRUNCATE feed_factrow"])
def test_the_apps_role_may_not_change_a_fact(statement: str) -> None:
    publish_all([told("k")])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert FactRow.objects.get().standing == "claimed"


def test_even_the_owner_does_not_change_a_fact_by_accident(committed: str) -> None:
    import psycopg

    with transaction.atomic():
        publish_all([told("k")])
    for statement in ("UPDATE feed_factrow SET standing = 'attested'", "DELETE FROM feed_factrow", "TRUNCATE feed_factrow"):
        with pytest.raises(psycopg.errors.RestrictViolation), owner_connection(committed) as owner:
            owner.execute(statement)
    assert FactRow.objects.get().standing == "claimed"


@pytest.mark.django_db
def test_a_settled_fact_without_its_transfer_is_a_difference_in_the_books() -> None:
    account, other = deposit_of(SHOP), bank_account("cash", spread_by="k")
    open_accounts([account])
    moved = post_transfer(key="t", kind="test", legs=[Leg(other, -1), Leg(account, 1)], at=AT)
    publish_all([told("whole", standing="settled", transfer_id=moved)])
    assert [line.differences for line in PROOF.prove()] == [(), ()]
    [lost] = publish_all([told("lost", standing="settled", transfer_id=uuid7())])
    [first, second] = PROOF.prove()
    assert len(first.differences) == 1
    assert f"fact {lost} " in first.differences[0]
    assert (second.differences, second.compared) == ((), 2)
