"""The stores of the year as businesses, each with an owner who lets the bank read her trade from the first day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import deposit_of, open_accounts

CONSENTS_FOR = timedelta(days=365)
HOUSE = "year.twin"


@entry
def open_businesses(*, stores: Collection[int], at: datetime) -> dict[int, UUID]:
    """Parties, owners, accounts and consents; the party of each store."""
    found = {}
    for store in stores:
        party = register_party(kind=Party.Kind.COMPANY, name_zh=f"第 {store} 号店", name_en=f"Store {store}", at=at)
        owner = register_person(email=f"store-{store}@{HOUSE}", name_zh=f"{store} 号店主", name_en=f"Owner {store}", password=None, at=at)
        give_role(person=owner, party=party, role=Membership.Role.OWNER, at=at)
        by = Actor(person_id=owner.pk, party_id=owner.party_id)
        grant(party_id=party.pk, purpose=CREDIT_ASSESSMENT.code, by=by, at=at, until=at + CONSENTS_FOR)
        found[store] = party.pk
    open_accounts(deposit_of(party) for party in found.values())
    return found


def businesses() -> dict[int, UUID]:
    """The party of each store that was opened."""
    owners = Person.objects.filter(email__endswith=f"@{HOUSE}")
    held = Membership.objects.filter(person__in=owners, role=Membership.Role.OWNER).values_list("person__email", "party_id")
    return {int(email.removeprefix("store-").removesuffix(f"@{HOUSE}")): party for email, party in held}
