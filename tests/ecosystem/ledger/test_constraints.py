"""Every CHECK of the ledger, broken once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.models import Account, Hold, ProofRun, Transfer

from .books import AT, CASH, account, funded, insert_entry, insert_transfer, refused_by_database, run

pytestmark = pytest.mark.django_db

PARTY = uuid4()
DEPOSIT = {"code": f"deposit/{PARTY}/CNY", "kind": "deposit", "party_id": PARTY, "currency": "CNY"}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"held_minor": 1}, "account_never_overdrawn"),
        ({"held_minor": -1}, "held_is_never_negative"),
        ({"version": -1}, "account_version_counts_up"),
        ({"may_overdraw": True}, "only_the_bank_may_overdraw"),
        ({"currency": "cny", "code": f"deposit/{PARTY}/cny"}, "account_code_tells_whose_it_is"),
        ({"currency": "USD"}, "account_code_tells_whose_it_is"),
        ({"kind": "pending"}, "account_code_tells_whose_it_is"),
        ({"kind": "loot", "code": f"loot/{PARTY}/CNY"}, "account_code_tells_whose_it_is"),
        ({"party_id": uuid4()}, "account_code_tells_whose_it_is"),
        ({"party_id": None}, "account_code_tells_whose_it_is"),
        ({"party_id": None, "kind": "bank_fees", "code": "bank/cash/20/CNY"}, "account_code_tells_whose_it_is"),
        ({"party_id": None, "kind": "bank_fees", "code": "bank/fees/00/CNY"}, "account_code_is_given_once"),
    ],
)
def test_an_account_is_what_its_code_says(values: dict[str, Any], name: str) -> None:
    with refused_by_database(name):
        Account.objects.create(**{**DEPOSIT, **values})


@pytest.mark.parametrize(("key", "kind"), [("", "move"), ("a key", "")])
def test_a_transfer_has_a_key_and_a_kind(key: str, kind: str) -> None:
    with refused_by_database("transfer_has_a_key_and_a_kind"):
        insert_transfer(key, kind)


@pytest.mark.parametrize(("amount", "version", "name"), [(0, None, "entry_moves_something"), (1, 0, "entry_versions_begin_at_one")])
def test_an_entry_moves_something_and_is_numbered(amount: int, version: int | None, name: str) -> None:
    with refused_by_database(name):
        insert_entry(insert_transfer(), CASH, amount, version=version)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"key": ""}, "hold_has_a_key"),
        ({"amount_minor": 0}, "hold_is_of_something"),
        ({"amount_minor": -1, "posted_minor": -1}, "hold_is_of_something|hold_is_never_exceeded"),
        ({"status": "lost", "resolved_at": AT}, "hold_has_a_known_status"),
        ({"status": "posted", "resolved_at": AT, "posted_minor": 1}, "only_a_posted_hold_moved_money"),
        ({"posted_minor": 1}, "only_a_posted_hold_moved_money"),
        ({"status": "voided"}, "a_resolved_hold_says_when"),
        ({"resolved_at": AT}, "a_resolved_hold_says_when"),
        ({"posted_minor": 11}, "hold_is_never_exceeded|only_a_posted_hold_moved_money"),
    ],
)
def test_a_hold_is_coherent(values: dict[str, Any], name: str) -> None:
    held = account(funded(100))
    with refused_by_database(name):
        Hold.objects.create(**{"key": "hold", "account": held, "amount_minor": 10, "placed_at": AT, "expires_at": AT, **values})


def test_a_posted_hold_names_a_transfer_of_its_own() -> None:
    code = funded(100)
    transfer = Transfer.objects.get(key=f"opening/{code}")
    posted = {"account": account(code), "amount_minor": 10, "status": "posted", "posted_minor": 10, "transfer": transfer}
    times = {"placed_at": AT, "expires_at": AT, "resolved_at": AT}
    Hold.objects.create(key="first", **posted, **times)
    with refused_by_database("ledger_hold_transfer_id"):
        Hold.objects.create(key="second", **posted, **times)


def test_a_proof_run_counts_up() -> None:
    with refused_by_database("proof_run_counts_up"):
        ProofRun.objects.create(at=AT, compared=-1, differences=0, details=[])


def test_a_transfer_id_is_used_once() -> None:
    transfer_id = uuid7()
    insert = "INSERT INTO ledger_transfer (id, key, kind, fingerprint, memo, at) VALUES (%s, %s, 'k', '', '{}', %s)"
    run(insert, [transfer_id, "one", AT])
    with refused_by_database("ledger_transfer_pkey"):
        run(insert, [transfer_id, "two", AT])
