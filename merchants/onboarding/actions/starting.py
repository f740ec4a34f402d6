"""Beginning a file, saying what the first shop is, and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.identity.public import Party, Person, register_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.places.public import landmark_coded
from merchants.shops.public import OWNERS, Hours, Profile, Shop, open_shop, shop_for

from .. import access, presets, rules
from ..errors import BadChoice, FileMoved, ShopUnfinished
from ..models import Form, Knowledge, MerchantFile, Trade
from ..rules.standing import require_status

DRAFT_FIELDS = {"name_zh": 40, "name_en": 60, "landmark": 40, "address_zh": 120, "address_en": 120, "opens": 5, "closes": 5}
PARTY_KINDS = {Form.MICRO: Party.Kind.SOLE_TRADER, Form.SOLE_TRADER: Party.Kind.SOLE_TRADER, Form.COMPANY: Party.Kind.COMPANY}


@entry
def begin_file(*, legal_form: str, trade: str, by: Actor, at: datetime, shop_id: UUID | None = None) -> MerchantFile:
    """Begin a file: for a shop that the actor owns already, else for one that is to come.

    Whoever has begun one goes on with it: the form and the trade are changed until its shop stands.

    Raises:
        Unauthenticated: a visitor.
        BadChoice: an unknown form or trade.
        NotFound: not a shop that the actor owns.
        FileMoved: its shop came to stand in this moment.
    """
    if by.person_id is None:
        raise Unauthenticated
    if legal_form not in Form.values or trade not in Trade.values:
        raise BadChoice
    party_id = shop_for(by, shop_id, OWNERS).party_id if shop_id else None
    drafted = MerchantFile(founder_id=by.person_id, party_id=party_id, legal_form=legal_form, trade=trade, opened_at=at, moved_at=at)
    drafted.finish_by = at + rules.FINISH_WITHIN if party_id else None
    try:
        with transaction.atomic():
            drafted.save(force_insert=True)
    except IntegrityError:
        return _begun_before(by, party_id, legal_form, trade, at=at)
    record("onboarding.begin", target=drafted, by=by, at=at, after={"legal_form": legal_form, "trade": trade})
    return drafted


@inner
def _begun_before(by: Actor, party_id: UUID | None, legal_form: str, trade: str, *, at: datetime) -> MerchantFile:
    files = access.own_files(by).select_for_update(of=("self",), no_key=True)
    file = (files.filter(party=party_id) if party_id else files.filter(party=None, founder=by.person_id)).first()
    if file is None:
        # Whoever held it has opened its shop, and it is not the one that is begun any more.
        raise FileMoved(details={"stands": "opened"})
    if file.party_id is None and (file.legal_form, file.trade) != (legal_form, trade):
        file.legal_form, file.trade, file.version = legal_form, trade, file.version + 1
        file.save(update_fields=["legal_form", "trade", "version"])
        record("onboarding.begin", target=file, by=by, at=at, after={"legal_form": legal_form, "trade": trade})
    return file


@entry
def save_draft(*, file_id: UUID, values: Mapping[str, str], by: Actor, at: datetime) -> MerchantFile:
    """Keep what was typed of the first shop so far, unfinished as it may be. Unknown fields are left out; saying it again changes nothing.

    Raises:
        FileNotFound: not a file of the actor's.
        FileMoved: its shop stands already.
    """
    file = access.own_file(by, file_id, lock=True)
    _require_unopened(file)
    kept = {name: values[name].strip()[:most] for name, most in DRAFT_FIELDS.items() if name in values}
    file.draft = {**file.draft, **kept}
    file.save(update_fields=["draft"])
    return file


@entry
def ask_the_bank(*, file_id: UUID, by: Actor, at: datetime) -> Knowledge:
    """Let the bank's core be asked what it knows of her; asking twice asks once. Raises ``FileNotFound``."""
    file = access.own_file(by, file_id, lock=True)
    asked, new = Knowledge.objects.get_or_create(file=file, defaults={"next_try_at": at, "asked_at": at})
    if new:
        record("onboarding.ask_the_bank", target=file, by=by, at=at)
    return asked


@entry
def open_first_shop(*, file_id: UUID, values: Mapping[str, str], hours: list[Hours], key: str, by: Actor, at: datetime) -> Shop:
    """The party, its owner's role and its accounts come to life with the shop; the same key opens it once.

    It trades from this moment, and has so long to finish its papers (``finish_by``).

    Raises:
        FileNotFound: not a file that the actor has begun.
        FileMoved: its shop stands already.
        ShopUnfinished: no name, or no place.
        HoursOverlap: two of the opening times overlap.
    """
    body = {"file": file_id, "values": dict(values), "hours": [[each.weekday, each.opens_minute, each.closes_minute] for each in hours]}
    with once(key, verb="onboarding.open_first_shop", by=by, body=body, at=at) as turn:
        file = access.own_file(by, file_id, lock=True)
        if turn.earlier:
            return Shop.objects.get(pk=turn.earlier["shop"])
        _require_unopened(file)
        profile = profile_of(file, values, at=at)
        founder = Person.objects.get(pk=file.founder_id)
        party = register_party(kind=PARTY_KINDS[Form(file.legal_form)], name_zh=profile.name_zh, name_en=profile.name_en, at=at)
        shop = open_shop(party=party, owner=founder, profile=profile, hours=hours, by=by, at=at)
        file.party, file.draft, file.finish_by, file.version = party, {}, at + rules.FINISH_WITHIN, file.version + 1
        file.save(update_fields=["party", "draft", "finish_by", "version"])
        record("onboarding.open_first_shop", target=file, by=by, at=at, after={"shop": str(shop.pk)})
        turn.remember(shop=shop.pk)
        return shop


def profile_of(file: MerchantFile, values: Mapping[str, Any], *, at: datetime) -> Profile:
    """What the first shop says of itself, a missing English name being the Chinese one. Raises ``ShopUnfinished``."""
    text = {name: str(values.get(name, "")).strip()[:most] for name, most in DRAFT_FIELDS.items()}
    landmark = landmark_coded(text["landmark"]) if text["landmark"] else None
    name_zh, name_en = text["name_zh"] or text["name_en"], text["name_en"] or text["name_zh"]
    address_zh, address_en = text["address_zh"] or text["address_en"], text["address_en"] or text["address_zh"]
    if not name_zh or landmark is None:
        raise ShopUnfinished
    preset = presets.preset_of(file.trade)
    return Profile(
        name_zh=name_zh,
        name_en=name_en,
        category=preset.category,
        lat=landmark.lat,
        lng=landmark.lng,
        opened_on=business_date(at),
        address_zh=" ".join(filter(None, [landmark.name_zh, address_zh])),
        address_en=" ".join(filter(None, [address_en, landmark.name_en])),
        neighbourhood=landmark.neighbourhood,
    )


def _require_unopened(file: MerchantFile) -> None:
    require_status(file.status if file.party_id is None else "opened", {"draft"})
