"""Shops: what they are, where they stand, when they are open, how they sell."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY
from ecosystem.kernel.names import in_language
from ecosystem.places.public import Neighbourhood

from ..door_rules import PHONE, stands_on
from ..pace_rules import MOST_ITEMS, MOST_MORE, Work, minutes_for
from ..rules import Hours
from ..table_rules import MOST_TABLES

# A third more is another order.
MOST_MARGIN_BP = 3_000


class Category(models.TextChoices):
    GROCER = "grocer", _("Grocer")
    GREENGROCER = "greengrocer", _("Greengrocer")
    BUTCHER = "butcher", _("Butcher")
    BAKERY = "bakery", _("Bakery")
    DELI = "deli", _("Deli")
    HOUSEHOLD = "household", _("Household goods")
    PHARMACY = "pharmacy", _("Pharmacy")
    FISHMONGER = "fishmonger", _("Fishmonger")
    FLORIST = "florist", _("Florist")
    NATURAL = "natural", _("Natural foods")
    WINE = "wine", _("Wine shop")
    OTHER = "other", _("Other")


class Shop(models.Model):
    """One shop of one party. ``cell`` follows from the coordinates (WGS-84); ``selling`` is the one-tap stop.

    ``suspended_at`` is the bank's stop, whatever the keeper says; ``funds_held_until`` keeps payouts back until then.
    A pause and a busy hour end by their own moment, whether or not anybody has tidied them away; ``paused_at`` remembers
    when the last pause began. All spans are minutes. An order of more than ``prep_items`` items takes ``prep_more_minutes`` longer
    for each of them. ``tables`` are the names of those that guests order from. ``sign`` stands
    at the top of its page until ``sign_until`` is over, a day of the town, or until it is taken away; ``phone`` is for who has an order there.
    """

    Category = Category

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="shops")
    name_zh = models.TextField()
    name_en = models.TextField()
    category = models.TextField(choices=Category.choices)
    address_zh = models.TextField(default="")
    address_en = models.TextField(default="")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True, related_name="shops")
    lat = models.DecimalField(max_digits=9, decimal_places=6)
    lng = models.DecimalField(max_digits=9, decimal_places=6)
    cell = models.BigIntegerField()
    currency = models.TextField(default=CNY)
    selling = models.BooleanField(default=True)
    auto_accept = models.BooleanField(default=False)
    opened_on = models.DateField()
    suspended_at = models.DateTimeField(null=True)
    suspended_for = models.TextField(default="", db_default="")
    funds_held_until = models.DateTimeField(null=True)
    funds_held_for = models.TextField(default="", db_default="")
    accept_minutes = models.SmallIntegerField(default=5, db_default=5)
    prep_minutes = models.SmallIntegerField(default=15, db_default=15)
    prep_items = models.SmallIntegerField(default=0, db_default=0)
    prep_more_minutes = models.SmallIntegerField(default=0, db_default=0)
    misses_allowed = models.SmallIntegerField(default=3, db_default=3)
    rings_up = models.BooleanField(default=False, db_default=False)
    weigh_margin_bp = models.SmallIntegerField(default=0, db_default=0)
    busy_minutes = models.SmallIntegerField(default=0, db_default=0)
    busy_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_for = models.TextField(default="", db_default="")
    tables = ArrayField(models.TextField(), default=list, db_default=[])
    phone = models.TextField(default="", db_default="")
    sign = models.TextField(default="", db_default="")
    sign_until = models.DateField(null=True)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="shop_has_a_name_in_both_languages"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="shop_has_a_known_category"),
            models.CheckConstraint(condition=Q(currency=CNY), name="shop_trades_in_a_known_currency"),
            models.CheckConstraint(condition=Q(lat__gte=-90, lat__lte=90, lng__gte=-180, lng__lte=180), name="shop_is_on_earth"),
            models.CheckConstraint(
                condition=Q(suspended_at=None, suspended_for="") | (Q(suspended_at__isnull=False) & ~Q(suspended_for="")),
                name="a_suspended_shop_says_why",
            ),
            models.CheckConstraint(
                condition=Q(funds_held_until=None, funds_held_for="") | (Q(funds_held_until__isnull=False) & ~Q(funds_held_for="")),
                name="held_funds_say_why_and_until_when",
            ),
            models.CheckConstraint(condition=Q(accept_minutes__gte=1, accept_minutes__lte=60), name="a_shop_answers_within_the_hour"),
            models.CheckConstraint(condition=Q(prep_minutes__gte=0, prep_minutes__lte=1440), name="a_shop_prepares_within_a_day"),
            models.CheckConstraint(
                condition=Q(prep_items__gte=0, prep_items__lte=MOST_ITEMS, prep_more_minutes__gte=0, prep_more_minutes__lte=MOST_MORE),
                name="each_item_more_takes_some_minutes",
            ),
            models.CheckConstraint(condition=Q(misses_allowed__gte=1, misses_allowed__lte=20), name="a_shop_may_miss_some_orders"),
            models.CheckConstraint(condition=Q(weigh_margin_bp__gte=0, weigh_margin_bp__lte=MOST_MARGIN_BP), name="a_scale_may_go_over_by_a_part"),
            models.CheckConstraint(
                condition=Q(busy_until=None, busy_minutes=0) | Q(busy_until__isnull=False, busy_minutes__gte=1, busy_minutes__lte=240),
                name="a_busy_shop_says_how_much_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None, paused_for="")
                | Q(paused_until__isnull=False, paused_at__isnull=False, paused_for__in=["keeper", "missed"]),
                name="a_paused_shop_says_why_and_until_when",
            ),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__regex=PHONE), name="a_shops_number_can_be_dialled"),
            models.CheckConstraint(condition=Q(sign_until=None) | ~Q(sign=""), name="a_sign_that_comes_down_says_something"),
            models.CheckConstraint(condition=Q(tables__len__lte=MOST_TABLES) & ~Q(tables__contains=[""]), name="a_shops_tables_have_names"),
        ]
        indexes = [
            models.Index(fields=["cell", "category"], name="shop_by_cell"),
            models.Index(fields=["paused_until"], condition=Q(paused_until__isnull=False), name="shop_paused"),
            models.Index(fields=["busy_until"], condition=Q(busy_until__isnull=False), name="shop_busy"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def address(self) -> str:
        return in_language(self.address_zh, self.address_en)

    def sign_at(self, at: datetime) -> str:
        return self.sign if stands_on(self.sign_until, at) else ""

    def is_paused(self, at: datetime) -> bool:
        return self.paused_until is not None and at < self.paused_until

    def is_busy(self, at: datetime) -> bool:
        return self.busy_until is not None and at < self.busy_until

    def prep_for(self, work: Work) -> int:
        """How many minutes so much work takes to prepare."""
        return minutes_for(work, prep_minutes=self.prep_minutes, prep_items=self.prep_items, prep_more_minutes=self.prep_more_minutes)

    def ready_about(self, at: datetime, prep_minutes: int) -> datetime:
        """When an order accepted now, which takes so many minutes, may be had."""
        return at + timedelta(minutes=prep_minutes + (self.busy_minutes if self.is_busy(at) else 0))

    def funds_held(self, at: datetime) -> bool:
        return self.funds_held_until is not None and at < self.funds_held_until


class OpeningInterval(models.Model):
    """Open every week from one minute until another, counted from midnight of ``weekday`` (Monday is 0), town time.

    ``closes_minute`` beyond 1440 is after midnight: 18:00 to 02:00 is 1080 to 1560.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="intervals")
    weekday = models.SmallIntegerField()
    opens_minute = models.SmallIntegerField()
    closes_minute = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "weekday", "opens_minute"], name="a_shop_opens_once_at_a_time"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="weekday_is_monday_to_sunday"),
            models.CheckConstraint(condition=Q(opens_minute__gte=0, opens_minute__lt=1440), name="a_shop_opens_on_its_weekday"),
            models.CheckConstraint(
                condition=Q(closes_minute__gt=F("opens_minute"), closes_minute__lte=F("opens_minute") + 1440),
                name="a_shop_closes_within_a_day_of_opening",
            ),
        ]

    @property
    def hours(self) -> Hours:
        return Hours(self.weekday, self.opens_minute, self.closes_minute)
