"""Writing down who a customer is, and how far she is trusted."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.identity.public import Party, register_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import open_accounts, tab_of
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, SELLERS, shop_for

from .. import access, rules
from ..errors import BadTerms, CardChanged, NameMissing, PhoneTaken
from ..models import Card

MAX_NAME, MAX_NOTE, MAX_LIMIT_MINOR, MAX_TERMS_DAYS = 80, 500, 100_000_000, 365
LINK_BYTES = 24


@dataclass(frozen=True, slots=True)
class Details:
    """What is written on a card. ``company`` is settled when the card is made."""

    name: str
    phone: str = ""
    note: str = ""
    company: bool = False


@entry
def add_card(*, shop_id: UUID, details: Details, key: str, by: Actor, at: datetime) -> Card:
    """Make a customer's card, with a tab that may hold nothing yet; the same key gives the same card.

    Raises:
        NotFound: not a shop where the actor sells.
        NameMissing, BadPhone, PhoneTaken: what is wrong with the card.
    """
    with once(key, verb="customers.add", by=by, body=[shop_id, details.name, details.phone, details.note, details.company], at=at) as turn:
        if turn.earlier:
            return access.card_for(by, UUID(turn.earlier["card"]))
        shop = shop_for(by, shop_id, roles=SELLERS)
        name, phone = _checked_name(details.name), rules.checked_phone(details.phone)
        kind = Party.Kind.COMPANY if details.company else Party.Kind.NATURAL_PERSON
        party = register_party(kind=kind, name_zh=name, name_en=name, at=at)
        open_accounts([tab_of(shop.party_id)])
        card = Card(id=uuid7(), shop=shop, party=party, name=name, phone=phone, note=details.note[:MAX_NOTE].strip(), created_at=at)
        _saved(card, insert=True)
        record("customers.add", target=f"customer/{card.pk}", by=by, at=at, after={"phone": rules.masked(phone)}, about=card.shop_id)
        turn.remember(card=card.pk)
        return card


@entry
def change_card(*, card_id: UUID, details: Details, seen_version: int, by: Actor, at: datetime) -> Card:
    """Correct name, phone or note. Raises as ``add_card``, and ``CustomerNotFound`` or ``CardChanged``."""
    card = access.card_for(by, card_id, lock=True)
    if card.version != seen_version:
        raise CardChanged
    before = rules.masked(card.phone)
    card.name, card.phone, card.note = _checked_name(details.name), rules.checked_phone(details.phone), details.note[:MAX_NOTE].strip()
    card.version += 1
    _saved(card, insert=False)
    Party.objects.filter(pk=card.party_id).update(name_zh=card.name, name_en=card.name)
    record(
        "customers.change",
        target=f"customer/{card.pk}",
        by=by,
        at=at,
        before={"phone": before},
        after={"phone": rules.masked(card.phone)},
        about=card.shop_id,
    )
    return card


@entry
def set_terms(*, card_id: UUID, limit_minor: int, terms_days: int, by: Actor, at: datetime) -> Card:
    """Say how much may be on a tab and for how many days. Saying it twice is saying it once.

    Raises:
        CustomerNotFound: not a customer of a shop that the actor manages.
        BadTerms: a limit or a term beyond reason.
    """
    if not 0 <= limit_minor <= MAX_LIMIT_MINOR or not 0 <= terms_days <= MAX_TERMS_DAYS:
        raise BadTerms
    card = access.card_for(by, card_id, MANAGERS, lock=True)
    before = {"limit_minor": card.limit_minor, "terms_days": card.terms_days}
    card.limit_minor, card.terms_days = limit_minor, terms_days
    card.save(update_fields=["limit_minor", "terms_days"])
    after = {"limit_minor": limit_minor, "terms_days": terms_days}
    record("customers.set_terms", target=f"customer/{card.pk}", by=by, at=at, before=before, after=after, about=card.shop_id)
    return card


@entry
def make_link(*, card_id: UUID, by: Actor, at: datetime) -> str:
    """A new secret address at which the customer sees and pays her tab; the one before stops working.

    Raises:
        CustomerNotFound: not a customer of a shop where the actor sells.
    """
    card = access.card_for(by, card_id, lock=True)
    token = secrets.token_urlsafe(LINK_BYTES)
    Card.objects.filter(pk=card.pk).update(link_digest=access.digest(token))
    record("customers.make_link", target=f"customer/{card.pk}", by=by, at=at, about=card.shop_id)
    return token


def _checked_name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > MAX_NAME or any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"} for letter in name):
        raise NameMissing
    return name


def _saved(card: Card, *, insert: bool) -> None:
    try:
        # A savepoint: the phone's constraint refuses the row, not the whole transaction.
        with transaction.atomic():
            card.save(force_insert=insert)
    except IntegrityError as error:
        raise PhoneTaken from error
