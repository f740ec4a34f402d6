from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ecosystem import ports
from ecosystem.kernel.money import from_text, to_text

from .actions import TermsChoice
from .models import PayoutTerms

WEEKDAYS = [(0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")), (5, _("Saturday")), (6, _("Sunday"))]


class TermsForm(forms.Form):
    schedule = forms.ChoiceField(label=_("You are paid"), choices=PayoutTerms.Schedule.choices)
    weekday = forms.TypedChoiceField(label=_("On which day, if once a week"), choices=WEEKDAYS, coerce=int)
    minimum = forms.CharField(label=_("Only from so many yuan on"), help_text=_("Less is carried over to the next time."), initial="0.00")
    bank_code = forms.CharField(label=_("Bank number, for an account elsewhere"), required=False, max_length=20)
    account_no = forms.CharField(label=_("Account number"), required=False, max_length=34)
    holder = forms.CharField(label=_("Name of its holder"), required=False, max_length=100)

    @classmethod
    def of(cls, terms: PayoutTerms) -> TermsForm:
        names = ("schedule", "weekday", "bank_code", "account_no", "holder")
        return cls(initial={**{name: getattr(terms, name) for name in names}, "minimum": to_text(terms.minimum_minor)})

    def choice(self) -> TermsChoice:
        """What was chosen; the first rail there is carries what goes elsewhere."""
        told: dict[str, Any] = dict(self.cleaned_data)
        minimum_minor = from_text(told.pop("minimum").strip())
        rail = next((name for name, _rail in ports.payout_rails), "") if told["account_no"] else ""
        return TermsChoice(minimum_minor=minimum_minor, rail=rail, **told)
