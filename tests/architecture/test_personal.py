"""A room that names people says what it holds of them, or says here why it has nothing to say."""

from __future__ import annotations

from django.apps import apps
from django.db.models import ForeignKey

from ecosystem import ports
from tests.architecture import tree

BUSINESS, BY_ID = "names businesses, and people only as those who acted for one", "names people by their ids alone; its rows are proof and stay"
SILENT = {
    "audit": BY_ID,
    "privacy": BY_ID,
    "groups": "a seat is an order, which says all of it",
    "rounds": "a seat is an order, which says all of it",
    "shops": BUSINESS,
    "catalog": BUSINESS,
    "stock": BUSINESS,
    "settlement": BUSINESS,
    "periods": BUSINESS,
    "procurement": BUSINESS,
    "sourcing": BUSINESS,
    "pools": BUSINESS,
    "payouts": BUSINESS,
    "takings": BUSINESS,
    "reports": BUSINESS,
    "wholesale": BUSINESS,
    "offices": "where a business is at home, under its consent; people of the bank by their roles",
    "portraits": "of a business that asked for credit, under its consent",
    "scoring": "what was said of a business that asked for credit, under its consent",
    "policy": BUSINESS,
    "limits": BUSINESS,
    "referrals": BUSINESS,
    "complaints": BUSINESS,
    "offers": BUSINESS,
    "earmarks": BUSINESS,
    "advice": BUSINESS,
    "closing": BUSINESS,
    "openapi": BUSINESS,
}


def test_every_room_that_names_people_joins_the_port_or_says_why_not() -> None:
    people = {"identity.party", "identity.person"}
    naming = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in tree.WINGS
        for field in model._meta.concrete_fields
        if (isinstance(field, ForeignKey) and field.related_model._meta.label_lower in people)
        or (field.get_internal_type() == "UUIDField" and field.name in {"person_id", "party_id", "by_id"})
    }
    joined = {name for name, _room in ports.personal_data}
    assert naming - joined - set(SILENT) == set()
    assert set(SILENT) & joined == set()
