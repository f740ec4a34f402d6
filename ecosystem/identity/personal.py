"""Who somebody is: told to her, and gone once she has left. Roles are in the way: a shop is never without its people by surprise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Hindrance, Personal, Section, Subject

from .models import Membership, Party, Person

# What stands where a name was: it names nobody.
NOBODY_ZH, NOBODY_EN = "已注销用户", "Deleted account"


def tell(subject: Subject) -> Sequence[Section]:
    person = Person.objects.select_related("party").get(pk=subject.person_id)
    held = Membership.objects.filter(person=person).select_related("party").order_by("since", "pk")
    who = {
        "name": person.party.name_zh,
        "name_en": person.party.name_en,
        "email": person.email,
        "language": person.language,
        "large_type": person.large_type,
        "at": person.joined_at,
    }
    addresses = EmailAddress.objects.filter(user=person).order_by("pk")
    return [
        Section("profile", gettext_lazy("Who you are"), [who]),
        Section(
            "email_addresses",
            gettext_lazy("E-mail addresses"),
            ({"email": one.email, "status": "verified" if one.verified else ""} for one in addresses),
        ),
        Section(
            "roles",
            gettext_lazy("Roles that you hold or held"),
            ({"party": one.party.name_zh, "role": one.role, "from": one.since, "until": one.ended_at} for one in held),
        ),
    ]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    held = Membership.objects.filter(person=subject.person_id, ended_at=None).select_related("party").order_by("since", "pk")
    return [
        Hindrance(
            "role_held",
            _("You still work at %(party)s.") % {"party": one.party.name_zh},
            _("Hand your role over or have it ended there first; an owner closes the business with the bank."),
        )
        for one in held
    ]


@inner
def close_the_door(person_id: UUID) -> None:
    """Nobody signs in as this person any more, and no session of hers stands: a changed password ends them all."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])


@inner
def open_the_door(person_id: UUID) -> None:
    """She may sign in again, by a code sent to her address."""
    Person.objects.filter(pk=person_id).update(is_active=True)


@inner
def forget(subject: Subject, at: datetime) -> None:
    Party.objects.filter(pk=subject.party_id).update(name_zh=NOBODY_ZH, name_en=NOBODY_EN)
    # An address of a name that no mail is ever sent to (RFC 2606), other for everybody.
    nowhere = f"{subject.person_id}@deleted.invalid"
    Person.objects.filter(pk=subject.person_id).update(email=nowhere, is_active=False, language=settings.LANGUAGE_CODE, last_login=None)
    EmailAddress.objects.filter(user=subject.person_id).delete()
    end_sessions(subject.person_id)


@inner
def end_sessions(person_id: UUID) -> int:
    """Take away the person's sessions, wherever she is signed in; how many. What is in a session is sealed, so each is opened."""
    hers = [row.session_key for row in Session.objects.all().iterator() if row.get_decoded().get(SESSION_KEY) == str(person_id)]
    Session.objects.filter(session_key__in=hers).delete()
    cache = caches[settings.SESSION_CACHE_ALIAS]
    cache.delete_many([f"django.contrib.sessions.cached_db{key}" for key in hers])
    return len(hers)


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
