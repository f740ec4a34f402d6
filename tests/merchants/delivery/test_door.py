"""Left at the door, where the buyer lets it: a picture is the proof, and three people see it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from ecosystem.identity.public import Person
from ecosystem.notices.models import Notice
from ecosystem.ports import Subject
from merchants.delivery import access, actions
from merchants.delivery.errors import DeliveryMoved, DeliveryNotFound, NotToBeBrought, NotToBeLeft, PictureNeeded
from merchants.delivery.models import Delivery, DoorLeave, Photo
from merchants.delivery.personal import forget, tell
from merchants.orders.errors import OrderNotFound
from merchants.orders.models import Order
from tests.cast import MORNING, Corner, actor
from tests.merchants.delivery.cast import doormat, left, on_its_way
from tests.merchants.staff.cast import hired
from tests.trading import differences, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.fixture
def rider(town: Corner) -> Person:
    return hired(town.shop, "rider")


def test_what_the_buyer_lets_be_left_is_completed_by_a_picture(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    hers = {"order_id": delivery.order_id, "by": actor(town.resident), "at": MORNING}
    before = standing()
    for _ in range(2):
        with pytest.raises(NotToBeLeft):
            left(delivery, rider, doormat())
        # She says so, and takes it back.
        actions.let_leave(**hers)
        actions.let_leave(**hers)
        actions.let_ring(**hers)
        actions.let_ring(**hers)
    actions.let_leave(**hers)
    with pytest.raises(PictureNeeded):
        left(delivery, rider)
    with pytest.raises(DeliveryNotFound):
        left(delivery, town.outsider, doormat())
    assert (standing()[:5], Delivery.objects.get().status, Photo.objects.count()) == (before[:5], "picked_up", 0)
    for _ in range(2):
        left(delivery, rider, doormat(), key="door")
    found = Delivery.objects.get()
    assert (found.status, found.proof, Order.objects.get().status) == ("delivered", "photo", "completed")
    assert Notice.objects.filter(party_id=town.resident.party_id, kind="delivery_left").count() == 1
    with pytest.raises(DeliveryMoved):
        left(delivery, rider, doormat())
    for verb in (actions.let_leave, actions.let_ring):
        with pytest.raises(NotToBeBrought):
            verb(**hers)
    assert differences() == []
    DoorLeave.objects.all().delete()
    assert "what was left at a door was let by its buyer" in str(differences())


def test_only_its_buyer_speaks_for_a_door_and_only_of_what_comes_there(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    for stranger in (town.outsider, town.owner, rider):
        for verb in (actions.let_leave, actions.let_ring):
            with pytest.raises(OrderNotFound):
                verb(order_id=delivery.order_id, by=actor(stranger), at=MORNING)
    fetched = order_in("ready", town)
    with pytest.raises(NotToBeBrought):
        actions.let_leave(order_id=fetched.pk, by=actor(town.resident), at=MORNING)
    assert not DoorLeave.objects.exists()


def test_a_riders_picture_is_for_the_buyer_the_shop_and_herself(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    actions.let_leave(order_id=delivery.order_id, by=actor(town.resident), at=MORNING)
    left(delivery, rider, doormat())
    photo = Photo.objects.get()
    for person in (town.resident, town.owner, rider):
        assert access.photo_for(actor(person), photo.pk) == photo
    for person in (town.outsider, town.rival, hired(town.shop, "rider"), hired(town.rival_shop, "rider")):
        with pytest.raises(DeliveryNotFound):
            access.photo_for(actor(person), photo.pk)
    with pytest.raises(DeliveryNotFound):
        access.photo_for(actor(town.owner), uuid4())
    rider.memberships.update(ended_at=MORNING)
    with pytest.raises(DeliveryNotFound):
        access.photo_for(actor(rider), photo.pk)


def test_pictures_of_a_door_are_told_to_her_and_go_with_her(town: Corner, rider: Person, django_capture_on_commit_callbacks: object) -> None:
    delivery = on_its_way(town, rider)
    actions.fail(delivery_id=delivery.pk, reason="nobody_there", note="no bell", shots=[doormat()], by=actor(rider), at=MORNING)
    name, subject = Photo.objects.get().name, Subject(town.resident.pk, town.resident.party_id, "")
    [section] = tell(subject)
    assert [(row["why"], row["note"], row["photos"]) for row in section.rows] == [("nobody_there", "no bell", 1)]
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[operator]
        forget(subject, MORNING)
    assert (Photo.objects.count(), Delivery.objects.get().note, default_storage.exists(name)) == (0, "", False)


def test_the_database_takes_no_other_pictures(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    actions.fail(delivery_id=delivery.pk, reason="other", shots=[doormat()], by=actor(rider), at=MORNING)
    photo = Photo.objects.get()
    broken = [
        ({"of": "spied"}, "a_riders_picture_says_what_of"),
        ({"kind": "image/gif"}, "a_rider_shows_pictures"),
        ({"size": 0}, "a_riders_picture_is_at_most_five_megabytes"),
    ]
    for change, constraint in broken:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Photo.objects.filter(pk=photo.pk).update(**change)
    photo.pk = uuid4()
    with pytest.raises(IntegrityError, match="a_riders_picture_is_kept_once"), transaction.atomic():
        photo.save(force_insert=True)
    assert {name for _change, name in broken} | {"a_riders_picture_is_kept_once"} == {one.name for one in Photo._meta.constraints}
