"""What other rooms and wings may take from identity."""

from .actions import change_role, draft_person, end_role, give_role, hold_role, register_party, register_person, take_up_role
from .errors import LastOwner, RoleEnded, RoleHeld
from .models import Membership, Party, Person
from .personal import NOBODY_EN, NOBODY_ZH, close_the_door, open_the_door
from .queries import BANK_ROLES, bank_roles_of, bankers, holds_role, holds_role_as_party, names_of, parties_where, require_operator

__all__ = [
    "BANK_ROLES",
    "NOBODY_EN",
    "NOBODY_ZH",
    "LastOwner",
    "Membership",
    "Party",
    "Person",
    "RoleEnded",
    "RoleHeld",
    "bank_roles_of",
    "bankers",
    "change_role",
    "close_the_door",
    "draft_person",
    "end_role",
    "give_role",
    "hold_role",
    "holds_role",
    "holds_role_as_party",
    "names_of",
    "open_the_door",
    "parties_where",
    "register_party",
    "register_person",
    "require_operator",
    "take_up_role",
]
