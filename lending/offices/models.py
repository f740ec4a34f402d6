"""The bank's offices, the districts that they look after, and where each business is at home."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party


class Office(models.Model):
    """A unit of the bank that looks after the businesses of its districts, below another office or directly below the head office.

    A unit without a row here is the head office: its people see every business.
    """

    unit = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="+")
    above = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(above=None) | ~Q(above=F("unit")), name="no_office_is_above_itself"),
            models.CheckConstraint(condition=~Q(opened_by=""), name="an_office_says_who_opened_it"),
        ]

    def __str__(self) -> str:
        return str(self.unit_id)


class District(models.Model):
    """A neighbourhood, by its code, and the one office that looks after it."""

    code = models.TextField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="districts")

    def __str__(self) -> str:
        return self.code


class Home(models.Model):
    """Where a business is, as the feed told it under its consent: who at the bank sees its cases, and what risk is counted by.

    Nothing that decides reads it. ``fact_id`` is the opening it rests on, 0 where the feed tells of none.
    """

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="+")
    district = models.TextField()
    industry = models.TextField()
    fact_id = models.BigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(district="") & ~Q(industry=""), name="a_home_says_where_and_what")]
        indexes = [models.Index(fields=["district", "party"], name="homes_by_district")]

    def __str__(self) -> str:
        return f"{self.district} {self.industry}"
