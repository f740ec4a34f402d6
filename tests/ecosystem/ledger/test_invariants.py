"""I1 to I8: what the books hold true, and somebody at the database who tries to break each."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.models import Entry, Transfer
from ecosystem.ledger.public import (
    Hold,
    InsufficientFunds,
    Leg,
    TransferDiffers,
    Unbalanced,
    balance_of,
    deposit_of,
    open_accounts,
    place_hold,
    post_transfer,
    prove_books,
    void_hold,
)

from .books import AT, CASH, account, check_now, funded, insert_entry, insert_transfer, move, refused_by_database, run

pytestmark = pytest.mark.django_db


def test_i1_a_transfer_by_hand_that_does_not_balance_is_refused_at_commit() -> None:
    code = funded(1000)
    with refused_by_database("transfer_is_balanced|is off by"):
        insert_entry(insert_transfer(), code, 5)


def test_i1_each_currency_balances_by_itself() -> None:
    yuan, dollars = funded(1000), deposit_of(uuid4(), "USD")
    open_accounts([dollars])
    with refused_by_database("is off by"):
        transfer_id = insert_transfer()
        insert_entry(transfer_id, yuan, -5)
        insert_entry(transfer_id, dollars, 5, currency="USD")
    with pytest.raises(Unbalanced):
        move("across", yuan, dollars, 5)


def test_i1_nothing_is_added_to_an_old_transfer() -> None:
    code = funded(1000)
    old = Transfer.objects.get(key=f"opening/{code}")
    check_now()
    with refused_by_database("is off by"):
        insert_entry(old.pk, code, 1)


def test_i2_no_account_is_overdrawn_by_verb_or_by_hand() -> None:
    code, other = funded(1000), funded(0)
    with pytest.raises(InsufficientFunds) as refusal, transaction.atomic():
        move("too much", code, other, 1001)
    assert refusal.value.values == {"account": code}
    with refused_by_database("account_never_overdrawn"):
        run("UPDATE ledger_account SET balance_minor = -1 WHERE code = %s", [code])
    assert balance_of(code) == 1000


def test_i2_what_is_held_is_not_spent() -> None:
    code, other = funded(1000), funded(0)
    place_hold(key="hold", account=code, amount_minor=600, expires_at=AT.replace(year=2027), at=AT)
    with pytest.raises(InsufficientFunds), transaction.atomic():
        move("too much", code, other, 401)
    with refused_by_database("account_never_overdrawn"):
        run("UPDATE ledger_account SET balance_minor = 599 WHERE code = %s", [code])
    move("just enough", code, other, 400)
    assert balance_of(code) == 600


def test_i2_the_bank_itself_may_be_overdrawn() -> None:
    before = balance_of(CASH)
    funded(1000)
    assert balance_of(CASH) == before - 1000


@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_entry", "ledger_proofrun"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_i3_the_app_may_not_rewrite_the_past(table: str, statement: str) -> None:
    with refused_by_database("permission denied"):
        run(statement.format(table))


@pytest.mark.parametrize("table", ["ledger_account", "ledger_hold"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_i3_the_app_may_not_remove_accounts_and_holds(table: str, statement: str) -> None:
    with refused_by_database("permission denied"):
        run(statement.format(table))


def test_i4_a_version_has_no_twin() -> None:
    code = funded(1000)
    with refused_by_database("account_versions_have_no_twin"):
        insert_entry(insert_transfer(), code, 5, version=1)


def test_i4_entries_chain_without_a_gap() -> None:
    code, other = funded(1000), funded(0)
    for number in range(5):
        move(f"move {number}", code, other, 10 + number)
    chain = list(Entry.objects.filter(account__code=code).order_by("version").values_list("version", "amount_minor", "balance_after_minor"))
    assert chain == [(1, 1000, 1000), (2, -10, 990), (3, -11, 979), (4, -12, 967), (5, -13, 954), (6, -14, 940)]
    assert (account(code).version, account(code).balance_minor) == (6, 940)


def test_i4_a_balance_is_what_its_last_entry_left() -> None:
    code = funded(1000)
    with refused_by_database("balance_is_what_the_last_entry_left|not what its last entry left"):
        run("UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE code = %s", [code])
    with refused_by_database("not what its last entry left"):
        run("UPDATE ledger_account SET version = version + 1 WHERE code = %s", [code])


def test_i4_no_entry_is_left_that_its_account_does_not_know_of() -> None:
    """Balanced, and next in both chains; only the accounts were not moved."""
    code, other = funded(1000), funded(500)
    with refused_by_database("does not continue its chain"):
        transfer_id = insert_transfer()
        insert_entry(transfer_id, code, 5)
        insert_entry(transfer_id, other, -5)


@pytest.mark.parametrize(("version", "told"), [(3, 0), (2, 1)])
def test_i4_an_entry_neither_skips_a_version_nor_tells_another_balance(version: int, told: int) -> None:
    code, other = funded(1000), funded(500)
    with refused_by_database("does not continue its chain"):
        transfer_id = insert_transfer()
        for account_code, amount in ((code, 5 + told), (other, -5 - told)):
            insert_entry(transfer_id, account_code, amount, version=version, balance_skips=told)
            run(
                "UPDATE ledger_account SET version = %s, balance_minor = balance_minor + %s WHERE code = %s",
                [version, amount + told, account_code],
            )


def test_i5_a_key_is_used_once_for_ever() -> None:
    code, other = funded(1000), funded(0)
    first = move("the key", code, other, 10, memo={"why": "rent"})
    assert move("the key", code, other, 10, memo={"why": "rent"}) == first
    assert balance_of(other) == 10
    with refused_by_database("transfer_key_is_used_once"):
        insert_transfer("the key")


@pytest.mark.parametrize(("amount", "kind", "memo"), [(11, "move", {"why": "rent"}), (10, "gift", {"why": "rent"}), (10, "move", {"why": "food"})])
def test_i5_a_key_does_not_stand_for_something_else(amount: int, kind: str, memo: dict[str, str]) -> None:
    code, other = funded(1000), funded(0)
    move("the key", code, other, 10, memo={"why": "rent"})
    with pytest.raises(TransferDiffers), transaction.atomic():
        move("the key", code, other, amount, kind=kind, memo=memo)
    assert balance_of(other) == 10


def test_i6_a_resolved_hold_stays_resolved() -> None:
    code = funded(1000)
    hold_id = place_hold(key="hold", account=code, amount_minor=600, expires_at=AT.replace(year=2027), at=AT)
    void_hold(hold_id=hold_id, at=AT)
    with refused_by_database("is voided"):
        Hold.objects.filter(pk=hold_id).update(status="pending", resolved_at=None)


def test_i6_a_hold_does_not_grow() -> None:
    code = funded(1000)
    hold_id = place_hold(key="hold", account=code, amount_minor=600, expires_at=AT.replace(year=2027), at=AT)
    with refused_by_database("is pending"):
        Hold.objects.filter(pk=hold_id).update(amount_minor=900)
    with refused_by_database("hold_is_never_exceeded"):
        Hold.objects.filter(pk=hold_id).update(
            status="posted", posted_minor=601, resolved_at=AT, transfer=Transfer.objects.get(key=f"opening/{code}")
        )


def test_i7_an_entry_is_in_the_currency_of_its_account() -> None:
    code = funded(1000)
    with refused_by_database("entry_in_the_currency_of_its_account"):
        transfer_id = insert_transfer()
        insert_entry(transfer_id, code, 5, currency="USD")
        insert_entry(transfer_id, CASH, -5, currency="USD")


def test_i7_an_account_keeps_its_currency() -> None:
    code = deposit_of(uuid4())
    open_accounts([code])
    with refused_by_database("never changed"):
        run("UPDATE ledger_account SET currency = 'USD', code = replace(code, 'CNY', 'USD') WHERE code = %s", [code])


def test_i8_all_accounts_of_a_currency_sum_to_zero() -> None:
    code, dollars = funded(1000), deposit_of(uuid4(), "USD")
    open_accounts([dollars, "bank/cash/00/USD"])
    post_transfer(key="in dollars", kind="opening", legs=[Leg("bank/cash/00/USD", -7), Leg(dollars, 7)], at=AT)
    move("back", code, CASH, 300)
    check_now()
    assert prove_books(at=AT).differences == 0


@pytest.mark.parametrize(("balance", "held", "version"), [(700, 0, 0), (0, 0, 1), (700, 700, 0)])
def test_i8_no_account_is_born_with_money(balance: int, held: int, version: int) -> None:
    party = uuid4()
    born = (
        "INSERT INTO ledger_account (code, kind, party_id, currency, balance_minor, held_minor, version, may_overdraw)"
        " VALUES (%s, %s, %s, 'CNY', %s, %s, %s, %s)"
    )
    with refused_by_database("not opened empty"):
        run(born, [deposit_of(party), "deposit", party, balance, held, version, False])
    with refused_by_database("not opened empty"):
        run(born, ["bank/cash/77/CNY", "bank_cash", None, -balance, held, version, True])
