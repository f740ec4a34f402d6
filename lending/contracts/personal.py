"""What somebody signed for a business. The bank keeps its contracts; so nothing is forgotten here."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.ports import Personal, Section, Subject

from .models import Signature


def tell(subject: Subject) -> Sequence[Section]:
    signed = Signature.objects.filter(person_id=subject.person_id).order_by("signed_at", "pk").values("contract__number", "firm", "name", "signed_at")
    rows = ({"number": one["contract__number"], "party": one["firm"], "name": one["name"], "at": one["signed_at"]} for one in signed)
    return [Section("contracts", _("Contracts that you signed"), rows)]


PERSONAL = Personal(tell=tell)
