"""Why a delivery fails, whose side that is on, and what follows: another ring, the way back, or the money."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from ecosystem.identity.public import Person
from ecosystem.kernel.photos import TooManyPictures
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.notices.models import Notice
from merchants.delivery import actions, rules
from merchants.delivery.errors import DeliveryMoved, DeliveryNotFound, GoesBack, PictureNeeded
from merchants.delivery.models import FOLLOWS, SIDES, Delivery, Photo
from merchants.orders.models import Order
from merchants.stock.public import Level
from tests.cast import MORNING, Corner, actor
from tests.merchants.delivery.cast import brought_back, doormat, failed_for, on_its_way
from tests.merchants.staff.cast import hired
from tests.trading import differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.fixture
def rider(town: Corner) -> Person:
    return hired(town.shop, "rider")


def told(person: Person) -> list[str]:
    kinds = Notice.objects.filter(party_id=person.party_id).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind.startswith(("delivery_", "order_cancelled"))]


def test_each_reason_has_words_a_side_and_what_follows() -> None:
    assert list(rules.FAILURES) == Delivery.Failure.values
    assert {known.side for known in rules.FAILURES.values()} == set(SIDES)
    assert {known.follows for known in rules.FAILURES.values()} == set(FOLLOWS)
    words = [*Delivery.Failure.labels, *SIDES.values(), *FOLLOWS.values()]
    with override("zh-hans"):
        assert len({str(label) for label in (*Delivery.Failure.labels, *SIDES.values(), *FOLLOWS.values())}) == len(words)
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in str(label)) for label in Delivery.Failure.labels)


def test_a_rider_rings_again_where_the_reason_allows_it_and_thrice_at_most(town: Corner, rider: Person) -> None:
    delivery = failed_for(town, rider, "nobody_there")
    by = {"delivery_id": delivery.pk, "by": actor(rider), "at": MORNING}
    with pytest.raises(DeliveryNotFound):
        actions.try_again(delivery_id=delivery.pk, by=actor(town.outsider), at=MORNING)
    picked_up = Delivery.objects.get().picked_up_at
    actions.try_again(**by)
    with pytest.raises(DeliveryMoved):
        actions.try_again(**by)
    assert (Delivery.objects.get().status, Delivery.objects.get().picked_up_at) == ("picked_up", picked_up)
    actions.fail(reason="no_way_in", **by)
    actions.try_again(**by)
    actions.fail(reason="later", **by)
    before = standing()
    with pytest.raises(GoesBack):
        actions.try_again(**by)
    assert standing() == before
    found = Delivery.objects.get()
    assert (found.failures, found.failed_for, found.status) == (rules.MOST_FAILURES, "later", "failed")
    # The third time it comes back, and that is what is said.
    assert told(town.resident) == ["delivery_missed", "delivery_missed", "delivery_failed"]
    brought_back(found, town.owner)
    assert (Order.objects.get().status, differences()) == ("ready", [])


@pytest.mark.parametrize("reason", ["wrong_address", "refused", "wrong_goods", "other", "accident"])
def test_other_reasons_send_it_back_at_once(town: Corner, rider: Person, reason: str) -> None:
    delivery = failed_for(town, rider, reason)
    with pytest.raises(GoesBack):
        actions.try_again(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    brought_back(delivery, town.owner)
    ends = "cancelled" if rules.FAILURES[reason].follows == rules.REFUND else "ready"
    assert (Order.objects.get().status, differences()) == (ends, [])


def test_what_is_damaged_is_shown_and_its_buyer_has_her_money_when_it_is_back(town: Corner, rider: Person) -> None:
    money, shelf = balance_of(deposit_of(town.resident.party_id)), list(Level.objects.order_by("pk").values_list("on_hand", "reserved"))
    delivery = on_its_way(town, rider)
    paid = Order.objects.get().total_minor
    by, before = {"delivery_id": delivery.pk, "reason": "damaged", "by": actor(rider), "at": MORNING}, standing()
    with pytest.raises(PictureNeeded):
        actions.fail(**by)
    with pytest.raises(TooManyPictures):
        actions.fail(shots=[doormat(size) for size in range(8, 14)], **by)
    assert (standing(), Delivery.objects.get().status, Photo.objects.count()) == (before, "picked_up", 0)
    actions.fail(shots=[doormat(), doormat()], **by)
    assert list(Photo.objects.values_list("of", flat=True)) == ["failed"]
    assert balance_of(deposit_of(town.resident.party_id)) == money - paid
    for _ in range(2):
        brought_back(delivery, town.owner, key="back")
    order = Order.objects.get()
    assert (order.status, order.reason, Delivery.objects.get().status) == ("cancelled", "not_brought", "returned")
    assert balance_of(deposit_of(town.resident.party_id)) == money
    # In the books the goods lie on the shelf until the shop writes down what is broken.
    assert list(Level.objects.order_by("pk").values_list("on_hand", "reserved")) == shelf
    assert told(town.resident) == ["delivery_failed", "order_cancelled"]
    assert differences() == []
    Order.objects.filter(pk=order.pk).update(status="ready")
    assert "what came back unfit to be handed over was given back" in str(differences())
