from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ecosystem.audit.models import Act
from ecosystem.audit.public import Note, acts_on, latest_of, record, record_all
from ecosystem.identity.public import Party, register_party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.kernel.ids import uuid7
from tests.databases import owner_connection

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JOB = platform("test")


@pytest.mark.django_db
def test_an_act_is_one_insert() -> None:
    party = register_party(kind=Party.Kind.COMPANY, name_zh="甲", name_en="A", at=AT)
    with CaptureQueriesContext(connection) as asked:
        record("consent.grant", target=party, by=JOB, at=AT, before={"id": party.pk}, after={"at": AT}, reason="why")
    assert len(asked) == 1
    act = Act.objects.get()
    assert (act.actor, act.act, act.target, act.reason) == ("platform/test", "consent.grant", f"identity.party/{party.pk}", "why")
    assert act.before == {"id": str(party.pk)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        assert act.xid == int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_many_acts_are_one_insert() -> None:
    with CaptureQueriesContext(connection) as asked:
        record_all(Note(act="stock.count", target=f"sku/{number}", by=JOB, at=AT) for number in range(50))
    assert len(asked) == 1
    assert Act.objects.count() == 50


@pytest.mark.django_db
def test_what_was_done_to_a_thing_is_found_newest_first() -> None:
    later = datetime(2026, 11, 3, tzinfo=UTC)
    record("feed.read", target="grant/1", by=JOB, at=AT)
    record("feed.read", target="grant/1", by=JOB, at=later)
    record("feed.read", target="grant/2", by=JOB, at=AT)
    record("consent.revoke", target="grant/2", by=JOB, at=later)
    assert [act.at for act in acts_on("grant/1")] == [later, AT]
    assert latest_of("feed.read", ["grant/1", "grant/2", "grant/3"]) == {"grant/1": later, "grant/2": AT}


def test_an_act_without_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        record("consent.grant", target="x", by=JOB, at=AT)
    assert Act.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("act_is_named_by_its_room", {"act": "Grant"}),
        ("act_has_an_actor", {"actor": ""}),
        ("act_has_a_target", {"target": ""}),
    ],
)
def test_the_database_refuses_a_nameless_act(name: str, broken: dict[str, Any]) -> None:
    whole = {"at": AT, "actor": "platform/test", "act": "consent.grant", "target": "x"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Act.objects.create(**{**whole, **broken})
    assert Act.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_act SET reason = 'x'", "DELETE FROM audit_act", "TRUNCATE audit_act", "DELETE FROM audit_seal"])
def test_the_apps_role_may_not_change_an_act(statement: str) -> None:
    record("consent.grant", target=f"grant/{uuid7()}", by=JOB, at=AT)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Act.objects.get().reason == ""


def test_even_the_owner_does_not_change_an_act_by_accident(committed: str) -> None:
    import psycopg

    with transaction.atomic():
        record("consent.grant", target="x", by=JOB, at=AT)
    for statement in ("UPDATE audit_act SET reason = 'x'", "DELETE FROM audit_act", "TRUNCATE audit_act"):
        with pytest.raises(psycopg.errors.RestrictViolation), owner_connection(committed) as owner:
            owner.execute(statement)
    assert Act.objects.get().reason == ""
