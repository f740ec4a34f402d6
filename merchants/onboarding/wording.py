"""What papers, causes and refusals by rule are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class PaperWords:
    name: Promise | str
    why: Promise | str
    number: Promise | str = ""


PAPERS: Mapping[str, PaperWords] = {
    "identity": PaperWords(_("Identity card"), _("So that the money goes to you and nobody else."), _("Number of the identity card")),
    "licence": PaperWords(_("Business licence"), _("It says who the shop is."), _("Unified Social Credit Code")),
    "food": PaperWords(_("Food trading licence"), _("For what people eat and drink."), _("Licence number (JY and 14 digits)")),
    "drug": PaperWords(_("Medicine trading licence"), _("For medicines."), _("Licence number")),
    "premises": PaperWords(_("Photo of the shop or the stall"), _("So that we find you; your door or your stall with its sign.")),
    "owners": PaperWords(_("Statement of the company's owners"), _("Who stands behind the company, signed by its legal representative.")),
}
THE_SHOP = _("a shop with its address")
INFECTED = _("The scanner found a virus in the file. It was destroyed; send another one.")


def reason_of(reason: str) -> str:
    """A reason as people read it: the scanner's is a code."""
    return str(INFECTED) if reason == "infected" else reason
