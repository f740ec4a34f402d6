"""Holding the acts against their seals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from ecosystem.ports import ProofLine

from . import keys, rules
from .models import Seal
from .sealing import read_written

TOGETHER = 20
UNSEALED = """
SELECT a.id FROM audit_act a WHERE (a.xid, a.id) <= (%s::xid8, %s)
AND a.id NOT IN (SELECT unnest(%s::bigint[])) ORDER BY a.id LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not hold, and where: ``index`` counts the sealed acts from 0."""

    index: int
    what: str

    def __str__(self) -> str:
        return f"index {self.index}: {self.what}"


@dataclass(slots=True)
class Report:
    sealed: int = 0
    head: bytes = rules.START
    heads: frozenset[bytes] = frozenset()


def differences(report: Report) -> Iterator[Difference]:
    """Every difference between the acts and their seals; fills ``report`` on the way."""
    number, heads = 0, set()
    for seals in _some(Seal.objects.order_by("number").iterator(chunk_size=TOGETHER)):
        written = {row.id: row for row in read_written([act for seal in seals for act, _digest in rules.unpacked(bytes(seal.rows))])}
        for seal in seals:
            number += 1
            if (seal.number, seal.sealed_before, bytes(seal.previous)) != (number, report.sealed, report.head):
                yield Difference(report.sealed, f"seal {number} is missing or does not follow the one before it")
            yield from _faults_of(seal)
            yield from _changed_acts(seal, written)
            number, report.sealed, report.head = seal.number, seal.sealed_before + seal.count, bytes(seal.head)
            heads.add(report.head)
    report.heads = frozenset(heads)
    yield from _slipped_in(report)


def _some(seals: Iterator[Seal]) -> Iterator[list[Seal]]:
    while some := list(islice(seals, TOGETHER)):
        yield some


def _faults_of(seal: Seal) -> Iterator[Difference]:
    digests = [digest for _number, digest in rules.unpacked(bytes(seal.rows))]
    said = rules.statement(seal.number, seal.sealed_before + seal.count, bytes(seal.head))
    if rules.head_of(bytes(seal.previous), digests) != bytes(seal.head):
        yield Difference(seal.sealed_before, f"seal {seal.number} does not end where its acts lead")
    if bytes(seal.signer) not in keys.trusted_signers():
        yield Difference(seal.sealed_before, f"seal {seal.number} is signed by a stranger")
    elif not keys.is_signed(bytes(seal.signer), bytes(seal.signature), said):
        yield Difference(seal.sealed_before, f"the signature of seal {seal.number} is false")


def _changed_acts(seal: Seal, written: dict[int, rules.Written]) -> Iterator[Difference]:
    for place, (number, digest) in enumerate(rules.unpacked(bytes(seal.rows))):
        row = written.get(number)
        if row is None:
            yield Difference(seal.sealed_before + place, f"act {number} is gone")
        elif row.digest() != digest:
            yield Difference(seal.sealed_before + place, f"act {number} was changed")


def _slipped_in(report: Report) -> Iterator[Difference]:
    """Acts put in behind the last seal, which no seal lists."""
    last = Seal.objects.order_by("-number").first()
    if last is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_act WHERE (xid, id) <= (%s::xid8, %s)", [str(last.last_xid), last.last_id])
        if cursor.fetchone()[0] == report.sealed:
            return
        sealed = [number for rows in Seal.objects.values_list("rows", flat=True) for number, _digest in rules.unpacked(bytes(rows))]
        cursor.execute(UNSEALED, [str(last.last_xid), last.last_id, sealed])
        for (number,) in cursor.fetchall():
            yield Difference(report.sealed, f"act {number} was slipped in")


class AuditProof:
    """``prove_books``: the sealed acts are as they were sealed."""

    def prove(self) -> Iterator[ProofLine]:
        report = Report()
        found = tuple(str(difference) for difference in differences(report))
        yield ProofLine("every sealed act is as it was sealed", report.sealed, found[:20])
