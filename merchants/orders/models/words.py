"""What buyer and shop tell each other about one open order."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..rules import MOST_WORDS
from .orders import Order


class Word(models.Model):
    """What one side of an order told the other. Numbered in the order in which it was said."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="words", db_index=False)
    number = models.PositiveSmallIntegerField()
    by_shop = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="words_on_an_order_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=2 * MOST_WORDS), name="an_order_is_no_chat"),
            models.CheckConstraint(condition=~Q(text=""), name="a_word_says_something"),
        ]
