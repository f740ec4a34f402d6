"""People, the parties they act for, and what they may do there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ecosystem.kernel.ids import uuid7

ROLES = [
    "owner",
    "manager",
    "clerk",
    "cashier",
    "stock_keeper",
    "buyer",
    "accountant",
    "rider",
    "relationship_manager",
    "credit_officer",
    "risk_manager",
    "operator",
]


class Party(models.Model):
    """Whoever can own, owe and consent: a person, a trader, a company or a unit of the bank."""

    class Kind(models.TextChoices):
        NATURAL_PERSON = "natural_person"
        SOLE_TRADER = "sole_trader"
        COMPANY = "company"
        BANK_UNIT = "bank_unit"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=Kind.choices)
    name_zh = models.TextField()
    name_en = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["natural_person", "sole_trader", "company", "bank_unit"]), name="party_has_a_known_kind"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="party_has_a_name_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.name_en


class PersonManager(BaseUserManager["Person"]):
    """The two calls that Django's authentication makes; rooms use ``register_person``."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Acts for her own party, and for others through memberships."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="person")
    email = models.EmailField(unique=True)
    language = models.TextField(default="zh-hans")
    large_type = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def get_full_name(self) -> str:
        return self.party.name_zh

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Membership(models.Model):
    """A person's role at a party, from a moment until another.

    ``places`` limits it to some of what the party runs, by their plain ids; none means all of it. What a place is, its
    wing knows (``merchants.shops``); an owner is one everywhere.
    """

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        CLERK = "clerk"
        CASHIER = "cashier"
        STOCK_KEEPER = "stock_keeper"
        BUYER = "buyer"
        ACCOUNTANT = "accountant"
        RIDER = "rider"
        RELATIONSHIP_MANAGER = "relationship_manager"
        CREDIT_OFFICER = "credit_officer"
        RISK_MANAGER = "risk_manager"
        OPERATOR = "operator"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    role = models.TextField(choices=Role.choices)
    places = ArrayField(models.UUIDField(), null=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "party", "role"], condition=Q(ended_at=None), name="a_role_is_held_once_at_a_time"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="membership_has_a_known_role"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=models.F("since")), name="membership_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(places=None) | Q(places__len__gt=0), name="a_limited_role_is_held_somewhere"),
            models.CheckConstraint(condition=~Q(role="owner") | Q(places=None), name="an_owner_is_one_everywhere"),
        ]
