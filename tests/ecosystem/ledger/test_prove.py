"""The owner's own hand can break the books only by taking the guards away; then ``prove_books`` says where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from ecosystem.ledger.prove import PROOF
from ecosystem.ledger.public import Account, Leg, latest_proof, place_hold, post_hold
from ecosystem.ledger.tasks import prove_books as prove_books_task
from tests import databases

from .books import AT, check_now, funded, run

Owner = psycopg.Connection[tuple[object, ...]]
GUARDED = ("ledger_account", "ledger_entry", "ledger_hold", "ledger_transfer")
POSTED_HOLD = "a hold was posted once, by its transfer, for what it took"

REWRITES = [
    "UPDATE ledger_entry SET amount_minor = 1",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry",
    "UPDATE ledger_transfer SET memo = '{}'",
    "DELETE FROM ledger_transfer",
    "UPDATE ledger_proofrun SET differences = 0",
    "DELETE FROM ledger_hold",
    "DELETE FROM ledger_account",
    "UPDATE ledger_account SET may_overdraw = true",
    "UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE version > 0",
    "UPDATE ledger_hold SET status = 'pending', resolved_at = NULL WHERE status = 'posted'",
]
DAMAGES = {
    "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE id = (SELECT max(id) FROM ledger_entry)": {
        "every transfer sums to zero",
        "every balance equals its entries",
        "versions have no gap and no balance skips",
    },
    "UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE kind = 'deposit'": {
        "every balance equals its entries",
        "all accounts of a currency sum to zero",
    },
    "UPDATE ledger_account SET version = version + 1 WHERE kind = 'deposit'": {"an account's version counts its entries"},
    "UPDATE ledger_account SET held_minor = held_minor - 1 WHERE held_minor > 0": {"what is held equals the pending holds"},
    "UPDATE ledger_hold SET posted_minor = posted_minor - 1 WHERE status = 'posted'": {POSTED_HOLD},
    "INSERT INTO ledger_transfer (id, key, kind, fingerprint, memo, at) VALUES (gen_random_uuid(), 'empty', 'empty', '', '{}', now())": {
        "every transfer has entries"
    },
    "ALTER TABLE ledger_entry DROP CONSTRAINT account_versions_have_no_twin; UPDATE ledger_entry SET version = version + 5 WHERE version > 1": {
        "versions have no gap and no balance skips"
    },
    "ALTER TABLE ledger_account DROP CONSTRAINT account_never_overdrawn; UPDATE ledger_account SET held_minor = 5000 WHERE held_minor > 0": {
        "no account is overdrawn that may not be",
        "what is held equals the pending holds",
    },
    "ALTER TABLE ledger_entry DROP CONSTRAINT entry_in_the_currency_of_its_account; UPDATE ledger_entry SET currency = 'USD'": {
        "every entry is in the currency of its account"
    },
    "ALTER TABLE ledger_transfer DROP CONSTRAINT transfer_key_is_used_once; UPDATE ledger_transfer SET key = 'one'": {
        "a key belongs to one transfer"
    },
}


@pytest.fixture
def books(committed: str) -> str:
    """A database on which a hold was posted and another is pending."""
    later = AT.replace(year=2027)
    with transaction.atomic():
        code, other = funded(1000), funded(50)
        place_hold(key="pending", account=code, amount_minor=10, expires_at=later, at=AT)
        hold_id = place_hold(key="posted", account=code, amount_minor=100, expires_at=later, at=AT)
        post_hold(hold_id=hold_id, legs=[Leg(code, -60), Leg(other, 60)], key="use", kind="use", at=AT)
    return committed


@pytest.fixture
def owner(books: str) -> Iterator[Owner]:
    with databases.owner_connection(books) as connection:
        yield connection


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def differing() -> set[str]:
    return {line.name for line in PROOF.prove() if line.differences}


def test_the_owner_may_not_rewrite_the_past_either(books: str) -> None:
    with databases.as_owner(books):
        for statement in REWRITES:
            with pytest.raises(DatabaseError, match=r"never changed|is posted|last entry left"), transaction.atomic():
                run(statement)
                check_now()


def test_a_proof_names_what_differs(books: str) -> None:
    assert differing() == set()
    with databases.as_owner(books):
        for damage, names in DAMAGES.items():
            with undone():
                for table in GUARDED:
                    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                run(damage)
                assert differing() - {POSTED_HOLD} == names - {POSTED_HOLD}, damage
                assert names <= differing(), damage
    assert differing() == set()


def test_a_proof_counts_what_it_does_not_list(books: str) -> None:
    with databases.as_owner(books), undone():
        run("ALTER TABLE ledger_account DISABLE TRIGGER USER")
        run("UPDATE ledger_account SET version = version + 1 WHERE party_id IS NULL")
        line = next(line for line in PROOF.prove() if line.name == "an account's version counts its entries")
        books_of_the_bank = Account.objects.filter(party_id=None).count()
    assert len(line.differences) == 21
    assert line.differences[-1] == f"and {books_of_the_bank - 20} more"


def test_the_command_says_what_holds_and_fails_on_a_difference(owner: Owner) -> None:
    out = StringIO()
    call_command("prove_books", stdout=out)
    assert "every transfer sums to zero" in out.getvalue()
    assert " 0 differences" in out.getvalue()
    owner.execute("ALTER TABLE ledger_account DISABLE TRIGGER USER")
    owner.execute("UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE kind = 'deposit'")
    with pytest.raises(CommandError):
        call_command("prove_books", stdout=out)
    found = latest_proof()
    assert found is not None
    assert found.differences > 0
    assert "account deposit/" in str(found.details)


@pytest.mark.django_db
def test_the_task_leaves_a_run_for_the_operator() -> None:
    funded(1000)
    prove_books_task()
    found = latest_proof()
    assert found is not None
    assert (found.differences, found.compared > 0) == (0, True)
