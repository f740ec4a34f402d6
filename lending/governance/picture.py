"""What the bank has lent and how it stands, drawn up once a day and kept: the dashboard reads the last drawing and scans nothing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry
from lending.limits.public import LimitNode
from lending.loans.public import Facility, Slice, book, sliced
from lending.offices.public import Office, of_office
from lending.portraits.public import digest
from lending.referrals.public import Referral
from lending.scoring.public import require_reader, require_risk_manager

from .models import RiskPicture

READER = platform("governance.picture")
YEAR = timedelta(days=365)
KINDS = ("stage", "district", "industry", "month")


@entry
def draw_picture(*, by: Actor, at: datetime) -> RiskPicture:
    """Count every open line by how late it is, where, in which trade and from which month, and what was decided beside the rules:
    for each office with those below it, and for the whole bank, which is what is answered.

    Raises:
        RiskManagersOnly: the actor is neither a risk manager nor the platform.
    """
    if not by.is_platform:
        require_risk_manager(by)
    pictures = [_drawn_of(office, by, at) for office in (*Office.objects.order_by("pk").values_list("pk", flat=True), None)]
    drawn = RiskPicture.objects.bulk_create(pictures)[-1]
    record("lending.governance.picture", target=drawn, by=by, at=at, after={"sha256": drawn.sha256})
    return drawn


def _drawn_of(office: UUID | None, by: Actor, at: datetime) -> RiskPicture:
    content: dict[str, Any] = {kind: [_told(one) for one in sliced(kind, office)] for kind in KINDS}
    content["exceptions"] = _exceptions(office, at)
    return RiskPicture(office_id=office, drawn_at=at, drawn_by=by.name, content=content, sha256=digest(content))


@entry
def open_book(*, chosen: dict[str, str | int | date], office: UUID | None, most: int, by: Actor, at: datetime) -> list[Facility]:
    """The open lines behind a tile, of businesses that the reader sees; that she looked is recorded. Raises ``LendersOnly``."""
    require_reader(by)
    found = book(by, most=most, chosen=chosen, office=office)
    after = {"office": office, **{name: str(value) for name, value in chosen.items()}, "lines": len(found)}
    record("lending.book.read", target="lines", by=by, at=at, after=after)
    return found


def latest_picture(office: UUID | None = None) -> RiskPicture | None:
    return RiskPicture.objects.filter(office=office).order_by("-drawn_at", "-id").first()


def _told(one: Slice) -> dict[str, Any]:
    told = asdict(one)
    return {**told, "group": one.group.isoformat() if isinstance(one.group, date) else one.group}


def _exceptions(office: UUID | None, at: datetime) -> dict[str, int]:
    """What people did that rules alone would not have: offers against a policy in a year; freezes and cuts below use that stand."""
    cases, nodes = of_office(office, Referral.objects.all()), of_office(office, LimitNode.objects.all())
    granted = cases.filter(status=Referral.Status.GRANTED, ended_at__gt=at - YEAR).aggregate(count=Count("pk"), minor=Sum("proposed_minor"))
    return {
        "granted": granted["count"],
        "granted_minor": granted["minor"] or 0,
        "frozen": nodes.exclude(frozen_at=None).count(),
        "over": nodes.exclude(over_at=None).count(),
        "late": cases.filter(pk__in=Referral.objects.open().filter(due_at__lt=at).values("pk")).count(),
    }
