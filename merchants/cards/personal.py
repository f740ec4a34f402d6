"""Prepaid cards that somebody holds: what was paid for them and is left is her money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import CardEntry, PrepaidCard


def tell(subject: Subject) -> Sequence[Section]:
    return [
        Section("prepaid_cards", gettext_lazy("Your prepaid cards"), _cards(subject)),
        Section("prepaid_card_lines", gettext_lazy("What you paid with prepaid cards"), _lines(subject)),
    ]


def _cards(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in PrepaidCard.objects.filter(holder=subject.party_id).select_related("shop", "plan").order_by("bought_at", "pk"):
        money = {"amount": to_text(one.price_minor), "balance": to_text(one.left_minor)}
        yield {"shop": one.shop.name, "what": one.plan.name, "number": one.number, "at": one.bought_at, **money, "status": one.status}


def _lines(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in CardEntry.objects.filter(card__holder=subject.party_id).select_related("card__shop").order_by("at", "pk"):
        money = {"amount": to_text(one.amount_minor), "balance": to_text(one.left_minor)}
        yield {"shop": one.card.shop.name, "number": one.card.number, "what": one.kind, "at": one.at, **money}


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    held = PrepaidCard.objects.filter(holder=subject.party_id, status__in=["active", "pending"]).select_related("shop", "plan")
    return [
        Hindrance(
            "prepaid_card_left",
            _("Your card %(what)s at %(shop)s is not used up.") % {"what": one.plan.name, "shop": one.shop.name},
            _("Use it, or end it on its page: what you paid and did not spend comes back."),
            "wallet:wallet",
        )
        for one in held.order_by("bought_at", "pk")[:5]
    ]


PERSONAL = Personal(tell=tell, hinder=hinder)
