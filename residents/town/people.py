"""The town's residents: people with an account, and what they need in it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.demo.public import Town, shape
from ecosystem.identity.public import Person, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer

YUAN = 100
# Everybody can pay for what she bought in the window, half as much again, and 500 yuan more.
SPARE_MINOR = 500 * YUAN


@inner
def settle_people(town: Town, *, at: datetime) -> int:
    """Everybody joins and pays in what she will need."""
    spent: dict[str, int] = {}
    for errand in town.errands:
        spent[errand.resident] = spent.get(errand.resident, 0) + errand.paid_minor
    for resident in town.residents:
        person = register_person(email=email_of(resident, town), name_zh=resident.name.zh, name_en=resident.name.en, password=None, at=at)
        _pay_in(person.party_id, _opening_minor(spent.get(resident.code, 0)), at=at)
    return len(town.residents)


def email_of(resident: shape.Resident, town: Town) -> str:
    return next((one.email for one in town.people if one.role == "resident" and one.stands_for == resident.code), f"{resident.code}@town.twin")


def residents_of(town: Town) -> dict[str, Actor]:
    """Who acts for each resident, by the resident's code."""
    emails = {email_of(resident, town): resident.code for resident in town.residents}
    people = Person.objects.filter(email__in=list(emails)).values_list("email", "pk", "party_id")
    return {emails[email]: Actor(person_id=person_id, party_id=party_id) for email, person_id, party_id in people}


def _opening_minor(spent_minor: int) -> int:
    return (spent_minor * 3 // 2 // YUAN + 1) * YUAN + SPARE_MINOR


def _pay_in(party_id: UUID, amount_minor: int, *, at: datetime) -> None:
    account = deposit_of(party_id)
    open_accounts([account])
    legs = [Leg(bank_account("cash", spread_by=account), -amount_minor), Leg(account, amount_minor)]
    post_transfer(key=f"opening/{party_id}", kind="opening", legs=legs, at=at)
