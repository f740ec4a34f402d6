"""Signing in by a code that was e-mailed, which is also how one joins: who proves an address that nobody has gets an account with it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context

from .errors import AddressTaken
from .models import Person


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]
    """An address that nobody has is sent a code as well; whose it would be is kept in the visit alone until the code is told."""

    _user: Person | None

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if email and self._user is None:
            self._user = get_adapter().stranger(email)
        return email


class TellCode(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The right code of an address that nobody has makes the account."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        state = context.request._login_stage.state
        try:
            get_adapter().join(person_id=state["user_id"], email=state["email"])
        except AddressTaken as taken:
            # Somebody has made an account with it since; the next code is for that one.
            raise get_adapter().validation_error("incorrect_code") from taken
        return code
