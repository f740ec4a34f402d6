"""What other rooms and wings may take from identity."""

from .actions import give_role, register_party, register_person
from .models import Membership, Party, Person
from .queries import bank_roles_of, holds_role, holds_role_as_party, parties_where, require_operator

__all__ = [
    "Membership",
    "Party",
    "Person",
    "bank_roles_of",
    "give_role",
    "holds_role",
    "holds_role_as_party",
    "parties_where",
    "register_party",
    "register_person",
    "require_operator",
]
