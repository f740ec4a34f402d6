"""Somebody who has left something of herself in every room that takes words, and a look into every column of text for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from ecosystem.identity.public import Party, Person
from ecosystem.ledger.public import Leg, balance_of, bank_account, deposit_of, post_transfer
from ecosystem.notices.public import SMS, alarm, notify
from ecosystem.places.models import Landmark, Neighbourhood
from merchants.aftersale import actions as aftersale
from merchants.aftersale.actions import Application
from merchants.aftersale.models import Case
from merchants.aftersale.rules import Asked
from merchants.customers.models import Card
from merchants.customers.public import make_link, pay_tab
from merchants.orders.public import Order
from merchants.reviews.models import Review
from merchants.till.actions import book_as_sale, collect
from residents.baskets.addresses import keep_address
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import picture
from tests.merchants.reviews.cast import asked, reviewed
from tests.merchants.staff.cast import asked as invited
from tests.residents.family.cast import agreed
from tests.residents.family.cast import asked as to_pay
from tests.trading import order_in, put

NAME_ZH, NAME_EN, PHONE, DOOR, ADDRESS = "欧阳晓梅", "Ouyang Xiaomei", "13912345678", "Plane Tree Court 9-902", "ouyang.xiaomei@example.test"
TRACES = (NAME_ZH, "Ouyang", PHONE, "Plane Tree Court", "ouyang.xiaomei")
ALSO = f"{NAME_ZH} {NAME_EN} {PHONE} {DOOR}"


@dataclass(frozen=True)
class Left:
    """The corner whose resident is she, and what she left there."""

    town: Corner
    order: Order
    review: Review
    case: Case
    card: Card

    @property
    def person(self) -> Person:
        return self.town.resident


def everywhere() -> Left:
    town = cast.corner()
    _named(town.resident)
    order = order_in("completed", town, channel="delivery")
    Order.objects.filter(pk=order.pk).update(deliver_to=DOOR, note=ALSO)
    review = reviewed(town, 2, ALSO[:200], order=order, shots=[picture()])
    asked(town, ALSO[:200])
    case = _case(town, order)
    card = _tab(town)
    note = f"from {NAME_ZH} {PHONE}"
    paid = collect(shop_id=town.shop.pk, amount_minor=700, note=note, method="bank_account", key=uuid4().hex, by=actor(town.resident), at=MORNING)
    book_as_sale(collection_id=paid.pk, by=actor(town.owner), at=MORNING)
    invited(town.shop, town.owner, contact=ADDRESS)
    put(town.resident, town.bread)
    keep_address(landmark_id=_estate().pk, door=DOOR, by=actor(town.resident), at=MORNING)
    # She pays for somebody who calls her by her name, and asks somebody herself.
    agreed(town.outsider, town.resident, called=NAME_ZH)
    to_pay(town.resident, NAME_ZH)
    EmailAddress.objects.create(user=town.resident, email=ADDRESS, verified=True, primary=True)
    with transaction.atomic():
        notify(town.resident.party_id, "tab_reminder", "x/1", {"shop": NAME_EN, "amount_minor": 1}, at=MORNING)
        alarm([town.resident.pk], "account_not_deleted", "x/2", {"why": ALSO}, ways=(SMS,), until=MORNING + timedelta(hours=1), at=MORNING)
    return Left(town, order, review, case, card)


def _estate() -> Landmark:
    area = Neighbourhood.objects.create(code="traces", name_zh="老街", name_en="Old Street", lat=Decimal("31.2"), lng=Decimal("121.4"))
    return Landmark.objects.create(code="traces", neighbourhood=area, name_zh="松苑", name_en="Pine Court", lat=Decimal("31.2"), lng=Decimal("121.4"))


def _named(person: Person) -> None:
    Party.objects.filter(pk=person.party_id).update(name_zh=NAME_ZH, name_en=NAME_EN)
    Person.objects.filter(pk=person.pk).update(email=ADDRESS)
    person.refresh_from_db()


def _case(town: Corner, order: Order) -> Case:
    """Money asked back with words and a picture, refused by the shop, taken back by her."""
    application = Application(order.pk, "refund_only", "damaged", ALSO, (Asked(1, Decimal(1)),), (picture(),))
    case = aftersale.apply(application=application, key=uuid4().hex, by=actor(town.resident), at=MORNING)
    aftersale.say(case_id=case.pk, text=ALSO, shots=(), by=actor(town.resident), at=MORNING)
    return aftersale.withdraw(case_id=case.pk, by=actor(town.resident), at=MORNING)


def _tab(town: Corner) -> Card:
    """A card that the shop wrote her name and number on, a sale on it, paid by its link."""
    card = counter.customer(town, NAME_ZH, phone=PHONE)
    Card.objects.filter(pk=card.pk).update(note=f"lives at {DOOR}")
    counter.sold(town, counter.line(town.milk), tender="tab", customer=card)
    link = make_link(card_id=card.pk, by=actor(town.owner), at=MORNING)
    pay_tab(token=link, amount_minor=500, wanted=[], key=uuid4().hex, by=actor(town.resident), at=MORNING)
    return card


@transaction.atomic
def empty_account(person: Person, at: datetime = MORNING) -> None:
    """The bank moved what was left to another bank."""
    account = deposit_of(person.party_id)
    left = balance_of(account)
    if left:
        legs = [Leg(account, -left), Leg(bank_account("cash", spread_by=account), left)]
        post_transfer(key=f"out/{uuid4()}", kind="opening", legs=legs, at=at)


def found() -> dict[str, int]:
    """``table.column`` of every column of text, JSON or arrays of text that holds a trace of her → in how many rows."""
    columns = """
    SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND (data_type IN ('text', 'character varying', 'character', 'json', 'jsonb') OR data_type = 'ARRAY')
    ORDER BY 1, 2"""
    hits: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(columns)
        for table, column in cursor.fetchall():
            # Escapes of JSON are undone by jsonb; a search without case finds what was lowered.
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s)', [[f"%{trace}%" for trace in TRACES]])
            (rows,) = cursor.fetchone()
            if rows:
                hits[f"{table}.{column}"] = rows
    return hits
