"""django-allauth makes our people: a party of her own comes with each."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel import clock

from .actions import draft_person, join_by_code
from .models import Party, Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not belong together. Try again, or ask for a code by e-mail."),
        "enter_current_password": _("The present password is another one."),
        "incorrect_code": _("That is not the code. Take the one from the newest e-mail."),
        "incorrect_password": _("That is not the password."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        user.email = form.cleaned_data["email"].strip().lower()
        name = user.email.partition("@")[0]
        user.joined_at = clock.now()
        user.set_password(form.cleaned_data.get("password1"))
        if commit:
            with transaction.atomic():
                user.party = Party.objects.create(kind=Party.Kind.NATURAL_PERSON, name_zh=name, name_en=name, created_at=user.joined_at)
                user.save()
        return user

    def stranger(self, email: str) -> Person:
        """Whoever an address would be that nobody has: sent a code, saved nowhere."""
        name = email.partition("@")[0]
        return draft_person(email=email, name_zh=name, name_en=name, password=None, at=clock.now())

    def join(self, *, person_id: str, email: str) -> Person:
        """She has told the code. Raises ``AddressTaken``."""
        return join_by_code(person_id=person_id, email=email, at=clock.now())

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        return None
