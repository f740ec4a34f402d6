from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict


class LastOwner(Conflict):
    code = "last_owner"
    sentence = _("A business is never without an owner.")
    next_step = _("Make somebody else an owner first.")


class RoleHeld(Conflict):
    code = "role_held"
    sentence = _("She holds this role already.")
    next_step = _("Change where she holds it instead.")


class RoleEnded(Conflict):
    code = "role_ended"
    sentence = _("This role was changed or has ended in the meantime.")
    next_step = _("Look at the list again.")


class AddressTaken(Conflict):
    code = "address_taken"
    sentence = _("Somebody has an account with this address.")
    next_step = _("Ask for a new code.")
