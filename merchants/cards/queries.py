"""Prepaid cards for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ecosystem.ledger.public import ProofRun, latest_proof
from merchants.shops.public import Shop

from . import rules
from .models import CardEntry, CardLimits, Plan, PrepaidCard

# What the bank keeps for a merchant's customers, and whom it is owed to. ``under_way`` left its voucher or card and waits for an
# acquirer, to take it back or to bring the rest of a payment; until then it lies in custody.
CUSTODY = """
SELECT a.party_id, p.name_zh, p.name_en, a.balance_minor,
    COALESCE((SELECT SUM(v.price_minor - v.released_minor - v.refunded_minor) FROM vouchers_voucher v JOIN shops_shop h ON h.id = v.shop_id
        WHERE h.party_id = a.party_id AND v.status <> 'pending'), 0) AS vouchers,
    COALESCE((SELECT SUM(c.paid_left_minor) FROM cards_prepaidcard c JOIN shops_shop h ON h.id = c.shop_id WHERE h.party_id = a.party_id), 0) AS paid,
    COALESCE((SELECT SUM(c.bonus_left_minor) FROM cards_prepaidcard c JOIN shops_shop h ON h.id = c.shop_id
        WHERE h.party_id = a.party_id), 0) AS bonus,
    COALESCE((SELECT SUM(r.amount_minor) FROM payments_refund r JOIN payments_share s ON s.payment_id = r.payment_id AND s.document_id = r.document_id
        WHERE s.account = a.code AND s.port IN ('card', 'voucher') AND r.status <> 'succeeded'), 0)
    + COALESCE((SELECT SUM(u.paid_minor + u.bonus_minor) FROM cards_carduse u WHERE u.party_id = a.party_id AND u.status = 'aside'), 0) AS under_way
FROM ledger_account a JOIN identity_party p ON p.id = a.party_id WHERE a.kind = 'custody'
"""


@dataclass(frozen=True, slots=True)
class Custody:
    """One merchant's row of the bank's page. Minor units."""

    party_id: UUID
    name_zh: str
    name_en: str
    balance_minor: int
    vouchers_minor: int
    paid_minor: int
    bonus_minor: int
    under_way_minor: int

    @property
    def owed_minor(self) -> int:
        return self.vouchers_minor + self.paid_minor + self.bonus_minor + self.under_way_minor

    @property
    def short_minor(self) -> int:
        """What is missing; nothing, ever."""
        return self.owed_minor - self.balance_minor


def custody_by_merchant() -> list[Custody]:
    """What lies in custody against what is owed out of it, as it is in this moment; one statement."""
    return _custody(f"{CUSTODY} ORDER BY a.balance_minor DESC, a.party_id LIMIT 500", [])


def custody_for(party_id: UUID) -> Custody | None:
    """The same for one merchant; ``None`` while nothing was ever sold ahead."""
    return next(iter(_custody(f"{CUSTODY} AND a.party_id = %s", [party_id])), None)


def _custody(statement: str, values: list[UUID]) -> list[Custody]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Custody(row[0], row[1], row[2], *(int(amount) for amount in row[3:])) for row in cursor.fetchall()]


def last_checked() -> tuple[datetime, bool] | None:
    """When all books were last proved, and whether custody was right then."""
    run: ProofRun | None = latest_proof()
    if run is None:
        return None
    return run.at, not any(line["differences"] for line in run.details if line["room"] in {"cards", "vouchers", "ledger"})


def limits_on(on: date) -> CardLimits:
    """The limits in force on a day; the first were there from the beginning."""
    return CardLimits.objects.filter(from_on__lte=on).order_by("-from_on")[0]


def owed_by(party_id: UUID, *, at: datetime) -> int:
    """What a merchant owes on its cards, with those whose payment is under way."""
    mine = PrepaidCard.objects.filter(shop__party=party_id)
    under_way = Q(status=PrepaidCard.Status.PENDING, bought_at__gt=at - rules.BONUS_WAITS)
    sums = mine.aggregate(left=Sum("paid_left_minor"), coming=Sum("price_minor", filter=under_way))
    return (sums["left"] or 0) + (sums["coming"] or 0)


def on_sale_at(shop_id: UUID) -> QuerySet[Plan]:
    return Plan.objects.filter(shop=shop_id, status=Plan.Status.ON_SALE, shop__suspended_at=None).order_by("price_minor", "pk")


def plans_of(shop_id: UUID) -> QuerySet[Plan]:
    """What a shop offers, with how many were ``sold`` and what is ``left`` on them."""
    paid = ~Q(cards__status=PrepaidCard.Status.PENDING)
    left = Coalesce(Sum(F("cards__paid_left_minor") + F("cards__bonus_left_minor")), 0)
    return Plan.objects.filter(shop=shop_id).annotate(sold=Count("cards", filter=paid), left=left).order_by("status", "-created_at", "pk")


def sold_at(shop_id: UUID, *, most: int = 60) -> QuerySet[PrepaidCard]:
    """A shop's cards in people's hands, newest first."""
    sold = PrepaidCard.objects.filter(shop=shop_id).exclude(status=PrepaidCard.Status.PENDING)
    return sold.select_related("plan").order_by("-bought_at", "-pk")[:most]


def moved_at(shop_id: UUID, *, most: int = 40) -> QuerySet[CardEntry]:
    """What moved on a shop's cards, newest first."""
    return CardEntry.objects.filter(card__shop=shop_id).select_related("card").order_by("-at", "-pk")[:most]


def cards_of(holder_id: UUID, *, most: int = 60) -> QuerySet[PrepaidCard]:
    """A person's cards, newest first, without those that nobody paid."""
    mine = PrepaidCard.objects.filter(holder=holder_id).exclude(status=PrepaidCard.Status.PENDING)
    return mine.select_related("plan", "shop").order_by("-bought_at", "-pk")[:most]


def statement_of(card_id: UUID, *, most: int = 200) -> QuerySet[CardEntry]:
    """A card's lines, the latest first."""
    return CardEntry.objects.filter(card=card_id).order_by("-number")[:most]


def usable_for(holder_id: UUID, shop_ids: set[UUID]) -> list[PrepaidCard]:
    """The holder's cards that pay at one of these shops, what was bought first first: a merchant's card is good at all of hers."""
    merchants = Shop.objects.filter(pk__in=shop_ids).values("party")
    mine = PrepaidCard.objects.filter(holder=holder_id, shop__party__in=merchants, status=PrepaidCard.Status.ACTIVE)
    return list(mine.filter(Q(paid_left_minor__gt=0) | Q(bonus_left_minor__gt=0)).select_related("plan", "shop").order_by("bought_at", "pk")[:20])


def stopped_with_cards() -> list[UUID]:
    """Shops that the bank has stopped and whose cards still hold money."""
    out = PrepaidCard.objects.filter(status=PrepaidCard.Status.ACTIVE, shop__suspended_at__isnull=False)
    return list(out.order_by("shop").values_list("shop", flat=True).distinct())
