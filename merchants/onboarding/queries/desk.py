"""The operator's queue by age, and one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from ecosystem.audit.public import acts_on, name_of
from ecosystem.identity.public import Person
from merchants.shops.public import Shop

from ..models import MerchantFile, Submission
from ..rules.papers import Item
from .standing import checklist_of, papers_of

Status = MerchantFile.Status
MOST = 200


@dataclass(frozen=True, slots=True)
class QueueRow:
    file: MerchantFile
    waits_since: datetime
    what: str
    claimed_by: str


def queue(*, most: int = MOST) -> list[QueueRow]:
    """What waits for the desk, oldest first: files to review, to approve, and papers that renew one."""
    pending = Submission.objects.filter(file=OuterRef("pk"), status=Submission.Status.PENDING)
    later = Submission.objects.filter(file=OuterRef("file"), kind=OuterRef("kind"), position__gt=OuterRef("position"))
    oldest = pending.filter(~Exists(later)).order_by().values("file").annotate(oldest=Min("submitted_at")).values("oldest")
    renews = Q(status__in=[Status.APPROVED, Status.ACTIVE, Status.SUSPENDED], paper_since__isnull=False)
    files = (
        MerchantFile.objects.filter(party__isnull=False)
        .annotate(paper_since=Subquery(oldest))
        .filter(Q(status__in=[Status.SUBMITTED, Status.IN_REVIEW]) | renews)
        .select_related("party")
    )
    rows = [_row(file) for file in files.order_by("moved_at", "pk")[:most]]
    names = _names([row.file.claimed_by for row in rows])
    told = [QueueRow(row.file, row.waits_since, row.what, names.get(row.file.claimed_by, "")) for row in rows]
    return sorted(told, key=lambda row: (row.waits_since, row.file.pk))


def _row(file: Any) -> QueueRow:
    if file.status in {Status.SUBMITTED, Status.IN_REVIEW}:
        what = "approve" if file.recommended_by else "review"
        return QueueRow(file, file.recommended_at or file.moved_at, what, "")
    return QueueRow(file, file.paper_since, "renewal", "")


def _names(people: list[UUID | None]) -> dict[UUID | None, str]:
    found = Person.objects.filter(pk__in=[person for person in people if person]).select_related("party")
    return {person.pk: person.get_full_name() for person in found}


@dataclass(frozen=True, slots=True)
class Case:
    """One merchant before the desk."""

    file: MerchantFile
    items: list[Item]
    earlier: list[Submission]
    shops: list[Shop]
    suspensions: list[Any]
    same_person: list[Any]
    names: dict[UUID | None, str]


def case_of(file: MerchantFile, *, on: date) -> Case:
    items = checklist_of(file, on=on)
    current = {item.paper.pk for item in items if item.paper is not None}
    papers = papers_of(file)
    codes = {paper.code_name for paper in papers if paper.code_name}
    # The same identity card in another merchant's file is no fault, but something to know.
    others = Submission.objects.filter(code_name__in=codes).exclude(file=file).values_list("file_id", "file__party__name_zh", "file__party__name_en")
    people = [file.founder_id, file.claimed_by, file.recommended_by, file.approved_by, *(paper.decided_by for paper in papers)]
    return Case(
        file=file,
        items=items,
        earlier=[paper for paper in reversed(papers) if paper.pk not in current],
        shops=list(Shop.objects.filter(party=file.party_id).order_by("opened_on", "pk")) if file.party_id else [],
        suspensions=list(file.suspensions.order_by(F("lifted_at").asc(nulls_first=True), "-began_at")),
        same_person=list(dict.fromkeys(others)),
        names=_names(people),
    )


def acts_of(file: MerchantFile) -> list[Any]:
    return list(acts_on(name_of(file)))
