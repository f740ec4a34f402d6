"""Who pays for whom: told to each of the two, ended when one leaves, and no name of hers stays in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Arrangement
from .queries import open_paid_by, payments_by

GONE = "—"


def tell(subject: Subject) -> Sequence[Section]:
    return [
        Section("payers", _("Who pays for you"), _asked(subject)),
        Section("paid_for", _("For whom you pay"), _paid_for(subject)),
        Section("paid_for_others", _("Orders that you paid for others"), _payments(subject)),
    ]


def _asked(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in Arrangement.objects.filter(asker=subject.party_id).order_by("asked_at", "pk"):
        yield {"who": one.called, "amount": to_text(one.cap_minor) if one.cap_minor else "", "at": one.asked_at, "status": one.status}


def _paid_for(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in Arrangement.objects.filter(payer=subject.party_id).select_related("asker").order_by("asked_at", "pk"):
        yield {"who": one.asker.name_zh, "amount": to_text(one.cap_minor or 0), "at": one.agreed_at, "status": one.status}


def _payments(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in payments_by(subject.party_id, most=None):
        yield {"shop": one.shop, "amount": to_text(one.total_minor), "at": one.at}


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    return [
        Hindrance(
            "paid_order_open",
            gettext("An order at %(shop)s that you paid for somebody is still open.") % {"shop": one.shop.name},
            gettext("Wait until it is handed over: what comes back of it comes to you."),
            "family:payers",
        )
        for one in open_paid_by(subject.party_id, most=5)
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    hers = Arrangement.objects.filter(Q(asker=subject.party_id) | Q(payer=subject.party_id))
    for one in hers.filter(status=Arrangement.Status.AGREED).order_by("pk").select_for_update(of=("self",), no_key=True):
        other = one.payer_id if one.asker_id == subject.party_id else one.asker_id
        if other:
            notify(other, "family_ended", f"family/{one.pk}/ended", {}, at=at)
    hers.filter(status=Arrangement.Status.AGREED).update(status=Arrangement.Status.ENDED, over_at=at)
    hers.filter(status=Arrangement.Status.ASKED).update(status=Arrangement.Status.WITHDRAWN, over_at=at)
    # What each calls the other may well be a name.
    hers.update(called=GONE)


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
