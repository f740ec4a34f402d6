"""The words above the columns of an export; a row may use no others."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, Promise | str] = {
    "address": _("Address"),
    "amount": _("Amount, yuan"),
    "answer": _("Answer"),
    "at": _("When"),
    "balance": _("Balance, yuan"),
    "email": _("E-mail"),
    "endpoint": _("Device's address"),
    "from": _("From"),
    "how": _("How"),
    "id": _("Id"),
    "keeps_card": _("May keep my card"),
    "language": _("Language"),
    "large_type": _("Large type"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "note": _("Note"),
    "number": _("Number"),
    "open": _("Still open, yuan"),
    "party": _("Business"),
    "payment": _("Payment"),
    "phone": _("Phone"),
    "photos": _("Pictures"),
    "quantity": _("Quantity"),
    "role": _("Role"),
    "shop": _("Shop"),
    "shows_name": _("May see my name"),
    "stars": _("Stars"),
    "status": _("State"),
    "takes_offers": _("May send me offers"),
    "tax_number": _("Tax number"),
    "text": _("Words"),
    "unit": _("Unit"),
    "until": _("Until"),
    "what": _("What"),
    "who": _("Who"),
    "why": _("Why"),
}
