"""What a load may be refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class LoadedBefore(Conflict):
    code = "wholesale_loaded"
    sentence = _("A wholesaler's year is loaded already.")
    next_step = _("Look at it on the desk of the supplier, or start with an empty database: make demo-reset.")


class NothingToLoad(Invalid):
    code = "wholesale_empty"
    sentence = _("The file holds nothing that anybody bought.")
    next_step = _("Give the file of Online Retail II.")


class DoesNotAddUp(Invalid):
    code = "wholesale_does_not_add_up"
    sentence = _("What was taken and refused is not what the file holds: %(found)s instead of %(expected)s.")
    next_step = _("Nothing was loaded. Compare the report with the file.")
