"""Opening a case or a private document: written down each time, whoever opens it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from .. import access, vault
from ..errors import FileNotFound, NotScanned
from ..models import Document, MerchantFile


@entry
def read_case(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """A merchant's file, for an operator. Raises ``FileNotFound``."""
    file = access.case_for(by, file_id)
    record("onboarding.read_case", target=file, by=by, at=at)
    return file


@entry
def read_document(*, document_id: UUID, by: Actor, at: datetime) -> tuple[Document, bytes]:
    """The document and its bytes, for an owner of the file or an operator.

    Raises:
        FileNotFound: no such document of hers, or it was destroyed.
        NotScanned: it has not been found clean.
    """
    document = access.document_for(by, document_id)
    content = content_of(document)
    record("onboarding.read_document", target=document, by=by, at=at, after={"file": str(document.file_id)})
    return document, content


def content_of(document: Document) -> bytes:
    """The bytes of a document that whoever asks may see. Raises ``FileNotFound`` or ``NotScanned``, as ``read_document``."""
    if document.scan == Document.Scan.INFECTED:
        raise FileNotFound
    if document.scan != Document.Scan.CLEAN:
        raise NotScanned
    return vault.read(document.pk)
