"""The PIN: set by oneself or by who may, hashed, counted when it is wrong, locked, and told to nobody."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ecosystem.audit.public import Act
from ecosystem.kernel.errors import DomainError, NotFound
from merchants.staff.actions import clear_pin, prove_pin, set_pin
from merchants.staff.errors import BadPin, MemberNotFound, NotYoursToGive, PinLocked, PinMissing, PinWrong
from merchants.staff.models import Pin
from tests.cast import MORNING, Corner, actor
from tests.merchants.staff.cast import PIN, branch, hired, pinned

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def test_a_pin_says_who_it_is_and_stands_nowhere(town: Corner) -> None:
    cashier = pinned(town.shop, hired(town.shop, "cashier"))
    pin = Pin.objects.get()
    assert PIN not in pin.hashed
    assert prove_pin(shop_id=town.shop.pk, person_id=cashier.pk, pin=PIN, by=actor(town.owner), at=MORNING) == actor(cashier)
    with pytest.raises(PinWrong):
        prove_pin(shop_id=town.shop.pk, person_id=cashier.pk, pin="9" + PIN[1:], by=actor(town.owner), at=MORNING)
    told = json.dumps([[act.before, act.after, act.target, act.reason] for act in Act.objects.all()])
    assert PIN not in told
    assert "hashed" not in told


def test_the_fifth_wrong_try_locks_it_for_a_quarter_of_an_hour(town: Corner) -> None:
    cashier = pinned(town.shop, hired(town.shop, "cashier"))

    def attempt(pin: str, at: timedelta = timedelta()) -> object:
        return prove_pin(shop_id=town.shop.pk, person_id=cashier.pk, pin=pin, by=actor(town.owner), at=MORNING + at)

    lefts = []
    for _ in range(4):
        with pytest.raises(PinWrong) as refused:
            attempt("0000")
        lefts.append(refused.value.details["left"])
    assert lefts == [4, 3, 2, 1]
    for pin, at in (("0000", timedelta()), (PIN, timedelta(minutes=14, seconds=59))):
        with pytest.raises(PinLocked):
            attempt(pin, at)
    assert attempt(PIN, timedelta(minutes=15)) == actor(cashier)
    assert list(Act.objects.filter(act="staff.pin_locked").values_list("target", "about")) == [(f"person/{cashier.pk}", town.shop.pk)]
    with pytest.raises(PinWrong):
        attempt("0000", timedelta(minutes=16))
    attempt(PIN, timedelta(minutes=16))
    assert Pin.objects.get().failed == 0


def test_whose_pin_one_may_set(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    manager, cashier, keeper = hired(town.shop, "manager"), hired(town.shop, "cashier", at=[second]), hired(town.shop, "stock_keeper")

    def refused(error: type[DomainError], who: object, by: object, shop: object = second, pin: str = PIN) -> None:
        with pytest.raises(error):
            set_pin(shop_id=shop.pk, person_id=who.pk, pin=pin, by=actor(by), at=MORNING)  # type: ignore[attr-defined, arg-type]
        assert not Pin.objects.exists()

    refused(NotYoursToGive, town.owner, manager)
    refused(NotFound, manager, cashier)
    refused(NotFound, cashier, town.rival)
    refused(NotFound, cashier, town.owner, town.shop)
    refused(NotFound, town.outsider, town.owner)
    refused(NotFound, cashier, cashier, town.shop)
    for pin in ("", "123", "1234", "4321", "1111", "123456789", "12a4", "٤٨٢٦"):
        refused(BadPin, cashier, cashier, pin=pin)
    set_pin(shop_id=second.pk, person_id=cashier.pk, pin=PIN, by=actor(manager), at=MORNING)
    set_pin(shop_id=second.pk, person_id=manager.pk, pin=PIN, by=actor(town.owner), at=MORNING)
    with pytest.raises(NotYoursToGive):
        clear_pin(shop_id=second.pk, person_id=town.owner.pk, by=actor(manager), at=MORNING)
    clear_pin(shop_id=second.pk, person_id=cashier.pk, by=actor(manager), at=MORNING)
    with pytest.raises(PinMissing):
        prove_pin(shop_id=second.pk, person_id=cashier.pk, pin=PIN, by=actor(manager), at=MORNING)
    with pytest.raises(MemberNotFound):
        prove_pin(shop_id=second.pk, person_id=keeper.pk, pin=PIN, by=actor(manager), at=MORNING)
    with pytest.raises(NotFound):
        prove_pin(shop_id=second.pk, person_id=manager.pk, pin=PIN, by=actor(town.rival), at=MORNING)
