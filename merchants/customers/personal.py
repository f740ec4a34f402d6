"""What shops write down of a customer, as far as she is known to be the one: by the tab's link that she has paid by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.feed.public import forget as destroy_key
from ecosystem.identity.public import NOBODY_EN, NOBODY_ZH, Party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Card, Leave, OpenItem


def tell(subject: Subject) -> Sequence[Section]:
    return [
        Section("customer_cards", gettext_lazy("Customer cards that shops keep of you"), _cards(subject)),
        Section("tabs", gettext_lazy("What you bought on a tab"), _items(subject)),
        Section("leaves", gettext_lazy("What you allow shops"), _leaves(subject)),
    ]


def _cards(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in Card.objects.filter(holder=subject.party_id).select_related("shop").order_by("pk"):
        written = {"name": one.name, "phone": one.phone, "note": one.note}
        yield {"shop": one.shop.name, **written, "balance": to_text(one.balance_minor), "at": one.created_at}


def _items(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in OpenItem.objects.filter(card__holder=subject.party_id).select_related("card__shop").order_by("sold_at", "pk"):
        money = {"amount": to_text(one.amount_minor), "open": to_text(one.open_minor)}
        yield {"shop": one.card.shop.name, "number": one.number, "at": one.sold_at, **money}


def _leaves(subject: Subject) -> Iterator[dict[str, Any]]:
    for one in Leave.objects.filter(party=subject.party_id).select_related("shop").order_by("pk"):
        said = {"shows_name": one.shows_name, "takes_offers": one.takes_offers, "keeps_card": one.keeps_card}
        yield {"shop": one.shop.name, **said, "at": one.changed_at}


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    owing = Card.objects.filter(holder=subject.party_id, balance_minor__gt=0).select_related("shop").order_by("pk")
    return [
        Hindrance(
            "tab_open",
            _("You owe %(shop)s ¥%(amount)s on your tab.") % {"shop": one.shop.name, "amount": to_text(one.balance_minor)},
            _("Pay it by the link that the shop gave you."),
            "tabs:mine",
        )
        for one in owing
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    for card in Card.objects.select_for_update(of=("self",), no_key=True).filter(holder=subject.party_id).order_by("pk"):
        Card.objects.filter(pk=card.pk).update(name=NOBODY_ZH, phone="", note="", link_digest=None, version=card.version + 1)
        Party.objects.filter(pk=card.party_id).update(name_zh=NOBODY_ZH, name_en=NOBODY_EN)
        destroy_key(card.party_id, by=platform("privacy.erase"), at=at)
    Leave.objects.filter(party=subject.party_id).delete()


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
