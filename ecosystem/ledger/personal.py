"""What somebody has at the bank. The books stay as they are: they name a party by its id alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Account, Entry
from .rules import deposit_of


def tell(subject: Subject) -> Sequence[Section]:
    entries = Entry.objects.filter(account__code=deposit_of(subject.party_id)).select_related("transfer").order_by("pk")
    rows = (
        {"at": one.transfer.at, "what": one.transfer.kind, "amount": to_text(one.amount_minor), "balance": to_text(one.balance_after_minor)}
        for one in entries.iterator(chunk_size=2000)
    )
    return [Section("account", gettext_lazy("Your account at the bank"), rows)]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    account = Account.objects.filter(code=deposit_of(subject.party_id)).first()
    if account is None or (account.balance_minor == 0 and account.held_minor == 0):
        return []
    says = _("¥%(amount)s is in your account.") % {"amount": to_text(account.balance_minor)}
    return [Hindrance("money_in_account", says, _("Spend it, or have the bank move it to another account of yours."))]


PERSONAL = Personal(tell=tell, hinder=hinder)
