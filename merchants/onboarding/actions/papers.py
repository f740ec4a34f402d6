"""Handing in papers, and sending the file off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, queries, rules, vault, wording
from ..errors import BadDate, FileMissing, NotAsked, PapersMissing
from ..models import Document, MerchantFile, Submission
from ..rules.papers import Nature
from ..rules.standing import OPEN_TO_PAPERS, require_status
from .moving import move

Status = MerchantFile.Status


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper as it was handed in; ``content`` is the file's bytes, whatever it was called."""

    kind: str
    number: str = ""
    expires_on: date | None = None
    content: bytes = b""

    @property
    def told(self) -> dict[str, object]:
        """What a repeat is compared by; a person's number is not written down even so."""
        number = vault.code_name_of(self.number) if self.number else ""
        return {"kind": self.kind, "number": number, "expires_on": self.expires_on, "sha256": hashlib.sha256(self.content).hexdigest()}


@entry
def hand_in(*, file_id: UUID, handed: Handed, key: str, by: Actor, at: datetime) -> Submission:
    """Hand in a paper: it is pending until somebody of the bank decides. The same key hands it in once.

    The file's bytes are kept sealed under an id of ours and wait for the scanner.

    Raises:
        FileNotFound: not a file that the actor owns.
        FileMoved: nothing is handed in any more.
        NotAsked: not on the checklist.
        BadNumber, BadDate, FileMissing, FileTooLarge, FileUnknown: what is wrong with it.
    """
    with once(key, verb="onboarding.hand_in", by=by, body={"file": file_id, **handed.told}, at=at) as turn:
        file = access.own_file(by, file_id, lock=True)
        if turn.earlier:
            return Submission.objects.get(pk=turn.earlier["paper"])
        require_status(file.status, OPEN_TO_PAPERS)
        if handed.kind not in {item.kind for item in queries.checklist_of(file, on=business_date(at))}:
            raise NotAsked
        paper = _drafted(file, handed, by=by, at=at)
        paper.document = keep_document(handed.content, file=file, by=by, at=at)
        paper.save(force_insert=True)
        record("onboarding.hand_in", target=file, by=by, at=at, after={"kind": paper.kind, "paper": str(paper.pk)})
        turn.remember(paper=paper.pk)
        return paper


@entry
def send_off(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """Send the file to the bank once every required paper is handed in. Raises ``FileNotFound``, ``FileMoved`` or ``PapersMissing``."""
    file = access.own_file(by, file_id, lock=True)
    if file.status == Status.SUBMITTED:
        return file
    require_status(file.status, {Status.DRAFT, Status.NEEDS_INFO})
    missing = [item.kind for item in queries.checklist_of(file, on=business_date(at)) if item.required and not item.is_handed_in]
    if missing or file.party_id is None:
        names = [str(wording.PAPERS[kind].name) for kind in missing] or [str(wording.THE_SHOP)]
        raise PapersMissing(names=", ".join(names), details={"kinds": missing})
    move(file, Status.SUBMITTED, by=by, at=at, claimed_by=None, claimed_at=None)
    return file


def _drafted(file: MerchantFile, handed: Handed, *, by: Actor, at: datetime) -> Submission:
    nature = rules.KIND[handed.kind]
    paper = Submission(
        id=uuid7(), file=file, position=queries.next_position(file), kind=handed.kind, submitted_by=access.person_of(by), submitted_at=at
    )
    if nature.number is not None:
        number = nature.number(handed.number)
        if nature.personal:
            paper.code_name, paper.last_four = vault.code_name_of(number), number[-4:]
        else:
            paper.number = number
    paper.expires_on = _last_day(nature, handed.expires_on, on=business_date(at))
    return paper


def _last_day(nature: Nature, expires_on: date | None, *, on: date) -> date | None:
    if nature.expires is False:
        return None
    if (nature.expires and expires_on is None) or (expires_on is not None and expires_on < on):
        raise BadDate
    return expires_on


@inner
def keep_document(content: bytes, *, file: MerchantFile | None = None, by: Actor, at: datetime) -> Document:
    """Seal a file that waits for the scanner; without a merchant's ``file`` it belongs to what will refer to it.

    Written to disk before the row commits: what a crash leaves is a sealed file that nothing names.

    Raises:
        FileMissing, FileTooLarge, FileUnknown: nothing, too much, or neither a picture nor a PDF.
    """
    if not content:
        raise FileMissing
    media, content = rules.paper_read(content)
    document = Document(
        id=uuid7(),
        file=file,
        media=media,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        next_try_at=at,
        uploaded_by=by.person_id if file is None else access.person_of(by),
        uploaded_at=at,
    )
    vault.store(document.pk, content)
    document.save(force_insert=True)
    return document
