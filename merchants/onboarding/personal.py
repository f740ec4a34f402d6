"""A shop that somebody began to open and never did. Papers that she handed in stay with the bank: the law on money laundering has them kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Knowledge, MerchantFile, Submission


def tell(subject: Subject) -> Sequence[Section]:
    files = MerchantFile.objects.filter(founder=subject.person_id).order_by("opened_at", "pk")
    papers = Submission.objects.filter(file__founder=subject.person_id).order_by("pk")
    return [
        Section(
            "merchant_files",
            _("Shops that you began to open"),
            ({"at": one.opened_at, "what": one.trade, "status": one.status, "text": ", ".join(map(str, one.draft.values()))} for one in files),
        ),
        Section("papers", _("Papers that you handed in"), ({"what": one.kind, "number": one.last_four, "status": one.status} for one in papers)),
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    begun = MerchantFile.objects.filter(founder=subject.person_id, party=None)
    Knowledge.objects.filter(file__in=begun).update(values={})
    begun.update(draft={})


PERSONAL = Personal(tell=tell, forget=forget)
