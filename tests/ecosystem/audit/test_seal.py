from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some
from pytest_django import Settings

from ecosystem.audit import keys, rules
from ecosystem.audit.models import Act, Seal
from ecosystem.audit.public import Note, record, record_all, seal
from ecosystem.audit.verifying import AuditProof, Report, differences
from ecosystem.kernel.actor import platform
from ecosystem.kernel.xids import TransactionIdsWentBack
from ecosystem.ports import proofs
from tests.databases import owner_connection

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JOB = platform("test")
PATIENCE_S = 120


@pytest.fixture(autouse=True)
def _own_state(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR, settings.AUDIT_SIGNING_KEY, settings.AUDIT_EARLIER_SIGNERS = tmp_path, "", []


def do(count: int, first: int = 0) -> None:
    with transaction.atomic():
        record_all(Note(act="stock.count", target=f"sku/{first + number}", by=JOB, at=AT, after={"rate": 0.1}) for number in range(count))


def seal_all(wanted: int, limit: int = 4) -> None:
    """Other databases of the cluster may hold the sealer back a while."""
    deadline = time.monotonic() + PATIENCE_S
    while sum(Seal.objects.values_list("count", flat=True)) < wanted and time.monotonic() < deadline:
        if not seal(at=AT, limit=limit):
            time.sleep(0.01)
    assert sum(Seal.objects.values_list("count", flat=True)) == wanted


def tamper(database: str, statement: str) -> None:
    with owner_connection(database) as owner:
        owner.execute("ALTER TABLE audit_act DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE audit_seal DISABLE TRIGGER USER")
        owner.execute(statement)


def found() -> list[str]:
    return [str(difference) for difference in differences(Report())]


def test_a_chain_of_seals_covers_every_committed_act(committed: str) -> None:
    do(10)
    seal_all(10)
    report = Report()
    assert list(differences(report)) == []
    assert report.sealed == 10
    assert [seal_.count for seal_ in Seal.objects.order_by("number")] == [4, 4, 2]
    assert seal(at=AT) == 0


def test_the_verifier_names_the_index_of_a_changed_act(committed: str, capsys: pytest.CaptureFixture[str]) -> None:
    do(10)
    seal_all(10)
    call_command("verify_audit")
    sixth = Act.objects.order_by("xid", "pk")[6]
    tamper(committed, f"UPDATE audit_act SET after = '{{\"rate\": 0.10000000000000001}}' WHERE id = {sixth.pk}")
    assert found() == [f"index 6: act {sixth.pk} was changed"]
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert f"index 6: act {sixth.pk} was changed" in capsys.readouterr().out
    line = next(AuditProof().prove())
    assert (line.compared, len(line.differences)) == (10, 1)


def test_a_deleted_and_a_slipped_in_act_are_found(committed: str) -> None:
    do(6)
    seal_all(6)
    third = Act.objects.order_by("xid", "pk")[3]
    tamper(committed, f"DELETE FROM audit_act WHERE id = {third.pk}")
    assert found() == [f"index 3: act {third.pk} is gone"]
    tamper(
        committed,
        f"INSERT INTO audit_act (id, at, actor, act, target, reason, xid) VALUES (-1, now(), 'x', 'a.b', 't', '', '{third.xid}'), "
        f"(-2, now(), 'x', 'a.b', 't', '', '{third.xid}')",
    )
    assert found() == [f"index 3: act {third.pk} is gone", "index 6: act -2 was slipped in", "index 6: act -1 was slipped in"]


def test_a_chain_made_again_by_somebody_without_the_key_is_found(committed: str) -> None:
    do(4)
    seal_all(4)
    first = Act.objects.order_by("xid", "pk")[0]
    tamper(committed, f"UPDATE audit_act SET reason = 'forged' WHERE id = {first.pk}")
    [old] = Seal.objects.all()
    from ecosystem.audit.sealing import read_written

    numbers = [number for number, _digest in rules.unpacked(bytes(old.rows))]
    written = {row.id: row.digest() for row in read_written(numbers)}
    forged = [(number, written[number]) for number in numbers]
    head = rules.head_of(rules.START, [digest for _number, digest in forged])
    tamper(committed, f"UPDATE audit_seal SET rows = '\\x{rules.packed(forged).hex()}', head = '\\x{head.hex()}'")
    assert found() == ["index 0: the signature of seal 1 is false"]
    tamper(committed, f"UPDATE audit_seal SET signer = '\\x{bytes(32).hex()}'")
    assert found() == ["index 0: seal 1 is signed by a stranger"]


def test_seals_cut_off_are_found_by_a_head_copied_elsewhere(committed: str) -> None:
    do(8)
    seal_all(8)
    first, last = Seal.objects.order_by("number")
    call_command("verify_audit", expect=[bytes(first.head).hex(), bytes(last.head).hex()])
    tamper(committed, "DELETE FROM audit_seal WHERE number = 2")
    call_command("verify_audit", expect=[bytes(first.head).hex()])
    with pytest.raises(CommandError):
        call_command("verify_audit", expect=[bytes(last.head).hex()])


def test_a_missing_seal_in_the_middle_is_found(committed: str) -> None:
    do(12)
    seal_all(12)
    tamper(committed, "DELETE FROM audit_seal WHERE number = 2")
    assert any("seal 2 is missing" in sentence for sentence in found())


@pytest.mark.race
def test_an_act_that_commits_late_is_sealed_after_those_that_overtook_it(committed: str) -> None:
    written, may_commit = threading.Event(), threading.Event()

    def dawdle() -> None:
        try:
            with transaction.atomic():
                record("stock.count", target="late", by=JOB, at=AT)
                written.set()
                may_commit.wait(PATIENCE_S)
        finally:
            connection.close()

    slow = threading.Thread(target=dawdle)
    slow.start()
    assert written.wait(PATIENCE_S)
    do(3)
    assert seal(at=AT) == 0
    may_commit.set()
    slow.join()
    seal_all(4)
    assert found() == []


@pytest.mark.race
def test_four_sealers_at_once_make_one_chain(committed: str) -> None:
    do(200)
    seal_all(4)

    def work() -> None:
        try:
            for _ in range(30):
                seal(at=AT, limit=5)
        finally:
            connection.close()

    sealers = [threading.Thread(target=work) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    seal_all(200, limit=50)
    assert found() == []


def test_the_sealer_refuses_a_database_whose_transactions_went_back(committed: str) -> None:
    do(2)
    seal_all(2)
    tamper(committed, "UPDATE audit_seal SET last_xid = '9000000000000000'")
    with pytest.raises(TransactionIdsWentBack):
        seal(at=AT)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path, settings: Settings) -> None:
    first = keys.signing_key().private_bytes_raw()
    assert keys.signing_key().private_bytes_raw() == first
    assert (tmp_path / keys.FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [keys.FILE]
    settings.AUDIT_SIGNING_KEY = "ab" * 32
    assert keys.signing_key().private_bytes_raw() != first
    settings.AUDIT_SIGNING_KEY = "ab"
    with pytest.raises(ImproperlyConfigured):
        keys.signing_key()


def test_seals_of_an_earlier_key_are_believed_when_it_is_named(committed: str, settings: Settings) -> None:
    do(2)
    seal_all(2)
    earlier = keys.public_bytes(keys.signing_key()).hex()
    settings.AUDIT_SIGNING_KEY = "cd" * 32
    assert found() == ["index 0: seal 1 is signed by a stranger"]
    settings.AUDIT_EARLIER_SIGNERS = [earlier]
    assert found() == []


def test_the_books_are_proved_with_the_audit() -> None:
    assert "audit" in dict(proofs)


WHOLE: dict[str, Any] = {
    "number": 1,
    "previous": bytes(32),
    "head": bytes(32),
    "rows": bytes(40),
    "count": 1,
    "sealed_before": 0,
    "last_xid": 1,
    "last_id": 1,
    "signer": bytes(32),
    "signature": bytes(64),
    "at": AT,
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("seals_are_numbered_from_one", {"number": 0}),
        ("seal_covers_something", {"count": 0, "rows": b""}),
        ("seal_lists_what_it_counts", {"rows": bytes(41)}),
        ("seal_has_whole_digests", {"head": bytes(31)}),
        ("seal_is_signed", {"signature": b""}),
    ],
)
def test_the_database_refuses_a_broken_seal(name: str, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Seal.objects.create(**{**WHOLE, **broken})


@pytest.mark.django_db
def test_the_chain_never_forks() -> None:
    Seal.objects.create(**WHOLE)
    with pytest.raises(IntegrityError, match="seals_form_one_chain"), transaction.atomic():
        Seal.objects.create(**{**WHOLE, "number": 2})


@given(some.lists(some.tuples(some.integers(0, 2**63 - 1), some.binary(min_size=32, max_size=32)), max_size=20))
def test_a_packed_list_unpacks_to_itself(rows: list[tuple[int, bytes]]) -> None:
    assert list(rules.unpacked(rules.packed(rows))) == rows


@given(some.lists(some.binary(min_size=32, max_size=32), min_size=1, max_size=10), some.data())
def test_any_changed_digest_changes_the_head(digests: list[bytes], data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(digests) - 1))
    other = data.draw(some.binary(min_size=32, max_size=32).filter(lambda digest: digest != digests[place]))
    changed = [*digests[:place], other, *digests[place + 1 :]]
    assert rules.head_of(rules.START, changed) != rules.head_of(rules.START, digests)
