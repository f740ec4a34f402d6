"""The verbs of the staff."""

from .inviting import accept_invitation, invite, withdraw_invitation
from .limiting import note_approval, set_limits
from .members import change_member, end_member
from .pins import clear_pin, prove_pin, set_pin, try_pin

__all__ = [
    "accept_invitation",
    "change_member",
    "clear_pin",
    "end_member",
    "invite",
    "note_approval",
    "prove_pin",
    "set_limits",
    "set_pin",
    "try_pin",
    "withdraw_invitation",
]
