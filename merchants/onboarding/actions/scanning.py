"""Asking the scanner and the bank's core: outside any transaction, again and again until there is an answer.

A document is clean only by the scanner's word. A scanner that is late, silent or absent leaves it waiting.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import entry

from .. import vault
from ..errors import BadNumber
from ..models import Document, Form, Knowledge, Submission
from ..rules.numbers import licence_number
from .moving import tell_owners

log = logging.getLogger(__name__)
SCANNER, CORE = platform("onboarding.scanner"), platform("onboarding.core")
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=1)
INFECTED = "infected"
SWEEP_BACK = timedelta(days=7)


def scan_due(*, scanner: ports.DocumentScanner, at: datetime, most: int = 20) -> int:
    """Show the scanner what waits; returns how many were tried. Not a verb: it calls the network."""
    claimed = _claim(Document, at=at, most=most, scan=Document.Scan.WAITING)
    for document_id in claimed:
        try:
            word = scanner.scan(document_id=document_id, content=vault.read(document_id), at=at)
        except OSError as failure:
            log.info("the scanner did not answer about document %s: %s", document_id, failure)
            continue
        except vault.Unreadable:
            log.exception("a document that waits for the scanner can't be read")
            continue
        if word is not None:
            hear_scanner(document_id=document_id, word=word, at=at)
    _sweep(at=at)
    return len(claimed)


def _sweep(*, at: datetime) -> None:
    """Destroy what was found infected. Nobody could open it meanwhile; a worker that died before is caught up with."""
    for document_id in Document.objects.filter(scan=Document.Scan.INFECTED, scanned_at__gt=at - SWEEP_BACK).values_list("pk", flat=True):
        vault.destroy(document_id)


@entry
def hear_scanner(*, document_id: UUID, word: ports.ScanWord, at: datetime) -> Document:
    """Take the scanner's word, once. What is infected is destroyed, and its paper rejected so that another is sent."""
    document = Document.objects.select_related("file").select_for_update(of=("self",), no_key=True).get(pk=document_id)
    if document.scan != Document.Scan.WAITING:
        return document
    document.scan, document.scanned_at = (Document.Scan.CLEAN if word.clean else Document.Scan.INFECTED), at
    document.save(update_fields=["scan", "scanned_at"])
    record("onboarding.scan", target=document, by=SCANNER, at=at, after={"scan": str(document.scan), "found": word.found[:80]})
    if not word.clean:
        papers = Submission.objects.filter(document=document, status=Submission.Status.PENDING)
        papers.update(status=Submission.Status.REJECTED, reason=INFECTED, decided_at=at)
        if document.file is not None:
            tell_owners(document.file, "paper_infected", f"document/{document.pk}/infected", at=at)
    return document


def ask_due(*, core: ports.CustomerKnowledge, at: datetime, most: int = 20) -> int:
    """Ask the bank's core what founders want to be prefilled; returns how many were asked. Not a verb: it calls the network."""
    claimed = _claim(Knowledge, at=at, most=most, status=Knowledge.Status.ASKED)
    founders = dict(Knowledge.objects.filter(pk__in=claimed).values_list("pk", "file__founder_id"))
    for file_id in claimed:
        try:
            known = core.ask(person_id=founders[file_id], at=at)
        except OSError as failure:
            log.info("the core did not answer about file %s: %s", file_id, failure)
            continue
        if known is not None:
            hear_core(file_id=file_id, known=known, at=at)
    return len(claimed)


@entry
def hear_core(*, file_id: UUID, known: ports.KnownCustomer, at: datetime) -> Knowledge:
    """Keep what the core said, as far as it can be true; the first answer counts."""
    knowledge = Knowledge.objects.select_for_update(no_key=True).get(pk=file_id)
    if knowledge.status == Knowledge.Status.ANSWERED:
        return knowledge
    values = believable(known)
    knowledge.status, knowledge.values, knowledge.answered_at = Knowledge.Status.ANSWERED, values, at
    knowledge.save(update_fields=["status", "values", "answered_at"])
    record("onboarding.hear_core", target=knowledge, by=CORE, at=at, after={"known": sorted(values)})
    return knowledge


def believable(known: ports.KnownCustomer) -> dict[str, str]:
    """A number that fails its check digit, a form that does not exist or a name of controls is not offered to anybody."""
    said = {"name_zh": known.name_zh.strip()[:40], "address_zh": known.address_zh.strip()[:120], "legal_form": known.legal_form}
    try:
        said["licence_number"] = licence_number(known.licence_number)
    except BadNumber:
        said["licence_number"] = ""
    if said["legal_form"] not in Form.values:
        said["legal_form"] = ""
    return {name: text for name, text in said.items() if text and text.isprintable()}


@entry
def _claim(model: type[Document] | type[Knowledge], *, at: datetime, most: int, **waiting: str) -> list[UUID]:
    """What is due, its next try put off first: a worker that dies loses one turn, and two workers never share one."""
    due = model._default_manager.filter(next_try_at__lte=at, **waiting).select_for_update(skip_locked=True).order_by("next_try_at")[:most]
    claimed = []
    for row in due:
        wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
        model._default_manager.filter(pk=row.pk).update(tries=F("tries") + 1, next_try_at=at + wait)
        claimed.append(row.pk)
    return claimed
