"""The lending wing's share of the demo town: owners who let the bank read their trade, its offers, and two loans."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.consent.public import CASH_ADVICE, CREDIT_ASSESSMENT, give_consent, standing_grant
from ecosystem.demo.public import shape
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from lending.closing.public import close_through
from lending.governance.public import READER, draw_fairness, draw_picture
from lending.loans.public import ChosenTerms, Facility, accept_offer, owed_by_line, repay_early
from lending.offers.public import Offer, deliver_offer, qualify_parties, qualify_party
from lending.offices.public import move_banker, open_office, place_businesses
from lending.scoring.public import PROVEN_AT, register_proofs

from .year.businesses import businesses
from .year.living import live
from .year.report import report

# Three owners of four have agreed that the bank may read their trade; the rule is their shop's code.
AGREED, OF = 3, 4
OFFICES = (("河岸支行", "Riverside office"), ("山坡支行", "Hillside office"))
CLOSER = platform("closing.close_yesterday")


class Credit:
    """Joined to the port ``TownPart``; runs once there is trade to read."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        if town.year is not None:
            yield from live(town.year)
            yield from report(town.year, businesses())
        shown = {one.stands_for for one in town.people if one.role == "owner"} | {one.shop for one in town.borrowings}
        agreed = [_agree(shop.code, town, at=at) for shop in town.shops if shop.has_history and (shop.code in shown or has_agreed(shop))]
        qualify_parties(party_ids=agreed, at=at)
        offered = Offer.objects.open().filter(party__in=agreed).count()
        yield _open_offices(town, at=at)
        _govern(town, at=at)
        yield f"{len(agreed)} owners let the bank read their trade, {offered} have an offer, {Facility.objects.open().count()} a line of credit"


class Lender:
    """Joined to the port ``TownTurn``: closes the days that are over, lends and is repaid as the town says."""

    def act(self, *, town: Any, at: datetime) -> None:
        if Facility.objects.exists():
            close_through(on=business_date(at) - timedelta(days=1), by=CLOSER, at=at)
        for told in town.borrowings:
            if told.taken_at == at:
                _lend(told, town, at=at)
            if told.settled_at == at:
                _settle(told, town, at=at)


def _govern(town: Any, *, at: datetime) -> None:
    """The officer brings the proofs of the method in, the risk manager validates them, and how shops were treated and what was lent is drawn up."""
    officer, risk = (_banker(role, town) for role in ("officer", "risk"))
    if officer and risk:
        register_proofs(brought_by=officer, validated_by=risk, at=min(PROVEN_AT, at))
    draw_fairness(by=READER, at=at)
    draw_picture(by=READER, at=at)


def _open_offices(town: Any, *, at: datetime) -> str:
    """Two offices below the head office, each for half of the town's neighbourhoods; the branch manager is moved to the first."""
    risk = _banker("risk", town)
    if risk is None:
        return "no office"
    codes = [f"n{one.no}" for one in town.neighbourhoods]
    half = -(-len(codes) // 2)
    first, *_ = [
        open_office(name_zh=zh, name_en=en, above=None, districts=theirs, key=f"town/office/{en}", by=risk, at=at)
        for (zh, en), theirs in zip(OFFICES, (codes[:half], codes[half:]), strict=True)
    ]
    branch = _banker("branch", town)
    for held in Membership.objects.filter(person=branch.person_id, ended_at=None) if branch else ():
        move_banker(membership_id=held.pk, unit_id=first.pk, by=risk, at=at)
    placed = sum(iter(lambda: place_businesses(at=at), 0))
    return f"{len(OFFICES)} offices, {placed} businesses at home"


def _banker(role: str, town: Any) -> Actor | None:
    email = next((one.email for one in town.people if one.role == role), "")
    person = Person.objects.filter(email=email).first()
    return Actor(person_id=person.pk, party_id=person.party_id) if person else None


def has_agreed(shop: shape.Shop) -> bool:
    return zlib.crc32(f"consent/{shop.code}".encode()) % OF < AGREED


def owner_of(shop: str, town: Any) -> tuple[Actor, UUID]:
    """Who owns a shop, and the party that it is."""
    person = Person.objects.get(email=town.keeper_email(shop))
    held = Membership.objects.get(person=person, role=Membership.Role.OWNER, ended_at=None)
    return Actor(person_id=person.pk, party_id=person.party_id), held.party_id


def _agree(shop: str, town: Any, *, at: datetime) -> UUID:
    """The owner has agreed that the bank looks; which party she is."""
    owner, party_id = owner_of(shop, town)
    if standing_grant(party_id, CREDIT_ASSESSMENT.code, at) is None:
        give_consent(party_id=party_id, purpose=CREDIT_ASSESSMENT.code, key=f"town/{shop}/consent", by=owner, at=at)
        give_consent(party_id=party_id, purpose=CASH_ADVICE.code, key=f"town/{shop}/ahead", by=owner, at=at)
    return party_id


def _lend(told: shape.Borrowing, town: Any, *, at: datetime) -> None:
    """She opens the credit page, sees the offer and takes it; a shop that was offered nothing borrows nothing."""
    owner, _party_id = owner_of(told.shop, town)
    offer = qualify_party(party_id=_agree(told.shop, town, at=at), at=at).offer
    if offer is None:
        return
    deliver_offer(offer_id=offer.pk, by=owner, at=at)
    terms = ChosenTerms(principal_minor=offer.amount_min_minor if told.least else offer.amount_max_minor, purpose=Facility.Purpose.STOCK, agreed=True)
    accept_offer(offer_id=offer.pk, terms=terms, key=f"town/{told.shop}/accept", by=owner, at=at)


def _settle(told: shape.Borrowing, town: Any, *, at: datetime) -> None:
    owner, party_id = owner_of(told.shop, town)
    for line in Facility.objects.of(party_id).open():
        owed = owed_by_line(line, at)
        if owed:
            repay_early(loan_id=line.pk, amount_minor=owed, key=f"town/{told.shop}/settle", by=owner, at=at)
