"""Opening what a supplier attached to its quote: by the buyer, by the supplier, or by whoever holds its link. Written down each time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from merchants.onboarding.public import Document, content_of

from .. import access, links


@entry
def open_attachment(*, document_id: UUID, by: Actor, at: datetime) -> tuple[Document, bytes]:
    """The document and its bytes, for whoever may see the quote.

    Raises:
        QuotationNotFound: no such file of a quote of hers.
        FileNotFound: it held a virus and was destroyed.
        NotScanned: it has not been found clean.
    """
    return _opened(access.attachment_for(by, document_id), by=by, at=at)


@entry
def open_by_link(*, token: str, document_id: UUID, at: datetime) -> tuple[Document, bytes]:
    """As ``open_attachment``, for the quotation that a link names. Raises ``QuoteLinkExpired`` too."""
    return _opened(access.linked_attachment(links.read(token, at=at), document_id), by=links.HOLDER, at=at)


@inner
def _opened(document: Document, *, by: Actor, at: datetime) -> tuple[Document, bytes]:
    content = content_of(document)
    record("sourcing.open_attachment", target=document, by=by, at=at)
    return document, content
