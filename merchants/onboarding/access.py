"""Files, papers and documents, for an actor: absent and forbidden are the same ``FileNotFound``."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ecosystem.identity.public import Membership, require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.shops.public import OWNERS

from .errors import FileNotFound, SamePerson
from .models import Document, MerchantFile, Submission


def own_files(actor: Actor) -> QuerySet[MerchantFile]:
    """Files of parties that the actor owns, and the one that she has begun."""
    if actor.person_id is None:
        return MerchantFile.objects.none()
    owns = Membership.objects.filter(person=actor.person_id, party=OuterRef("party"), role__in=list(OWNERS), ended_at=None)
    return MerchantFile.objects.filter(Q(party=None, founder=actor.person_id) | Exists(owns))


def person_of(actor: Actor) -> UUID:
    """Who acts, where only a person can. Raises ``FileNotFound``."""
    if actor.person_id is None:
        raise FileNotFound
    return actor.person_id


def own_file(actor: Actor, file_id: UUID, *, lock: bool = False) -> MerchantFile:
    """Raises ``FileNotFound``."""
    file = _one(own_files(actor), file_id, lock=False)
    if lock:
        # Held first and looked at again: whoever waited for it may find a party where there was none.
        file = _one(MerchantFile.objects.all(), file_id, lock=True)
        if not own_files(actor).filter(pk=file_id).exists():
            raise FileNotFound
    return file


def case_for(actor: Actor, file_id: UUID, *, lock: bool = False) -> MerchantFile:
    """Any file, for an operator. Raises ``FileNotFound`` for everybody else too."""
    _require_desk(actor)
    return _one(MerchantFile.objects.exclude(status=MerchantFile.Status.DRAFT, party=None), file_id, lock=lock)


def paper_for(actor: Actor, paper_id: UUID, *, lock: bool = False) -> Submission:
    """A paper with its file held, for an operator. Raises ``FileNotFound``."""
    _require_desk(actor)
    file_id = Submission.objects.filter(pk=paper_id).values_list("file_id", flat=True).first()
    if file_id is None:
        raise FileNotFound
    # The file is the document of this room's lock order; its papers are decided under it.
    file = _one(MerchantFile.objects.all(), file_id, lock=lock)
    paper = Submission.objects.select_related("document").get(pk=paper_id)
    paper.file = file
    return paper


def document_for(actor: Actor, document_id: UUID) -> Document:
    """For an operator or an owner of the file's. Raises ``FileNotFound``."""
    document = Document.objects.select_related("file").filter(pk=document_id, file__isnull=False).first()
    if document is None:
        raise FileNotFound
    if not own_files(actor).filter(documents=document).exists():
        _require_desk(actor)
    return document


def require_other(actor: Actor, file: MerchantFile) -> None:
    """Nobody works on a file of her own. Raises ``SamePerson``."""
    if actor.person_id == file.founder_id or own_files(actor).filter(pk=file.pk).exists():
        raise SamePerson


def _require_desk(actor: Actor) -> None:
    try:
        require_operator(actor)
    except NotFound:
        raise FileNotFound from None


def _one(files: QuerySet[MerchantFile], file_id: UUID, *, lock: bool) -> MerchantFile:
    found = files.filter(pk=file_id)
    file = (found.select_for_update(of=("self",), no_key=True) if lock else found).first()
    if file is None:
        raise FileNotFound
    return file
