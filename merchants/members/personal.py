"""Memberships and points, and every line of them; who leaves the platform leaves the shops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from ecosystem.kernel.actor import platform
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .actions import end_membership
from .models import Member, PointEntry


def tell(subject: Subject) -> Sequence[Section]:
    return [
        Section("memberships", gettext_lazy("Your memberships"), _memberships(subject)),
        Section("points", gettext_lazy("Your points"), _points(subject)),
    ]


def _memberships(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in Member.objects.filter(party=subject.party_id).select_related("shop").order_by("joined_at", "pk"):
        yield {"shop": one.shop.name, "at": one.joined_at, "until": one.left_at, "number": one.points, "amount": to_text(one.spent_minor)}


def _points(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in PointEntry.objects.filter(member__party=subject.party_id).select_related("member__shop").order_by("at", "pk"):
        yield {"shop": one.member.shop.name, "what": one.kind, "number": one.points, "at": one.at}


@inner
def forget(subject: Subject, at: datetime) -> None:
    mine = Member.objects.select_for_update(of=("self",), no_key=True).filter(party=subject.party_id, left_at=None)
    for member in mine.order_by("pk"):
        end_membership(member, by=platform("privacy.erase"), at=at)


PERSONAL = Personal(tell=tell, forget=forget)
