"""A mother whom her daughter pays for."""

from __future__ import annotations

from uuid import uuid4

from ecosystem.identity.public import Person
from residents.family import links
from residents.family.actions import agree_to_pay, ask_payer
from residents.family.models import Arrangement
from tests.cast import MORNING, actor


def asked(mother: Person, called: str = "my daughter") -> Arrangement:
    return ask_payer(called=called, key=uuid4().hex, by=actor(mother), at=MORNING)


def agreed(mother: Person, daughter: Person, *, cap_minor: int = 5_000, called: str = "my daughter") -> Arrangement:
    token = links.write(asked(mother, called).pk)
    return agree_to_pay(token=token, cap_minor=cap_minor, key=uuid4().hex, by=actor(daughter), at=MORNING)
