"""Who works where: invited, accepted, changed, ended; the last owner stays; a role at one branch is none at another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ecosystem.audit.public import Act
from ecosystem.identity.public import LastOwner, Membership, RoleEnded, RoleHeld, holds_role
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import DomainError, NotFound, Unauthenticated
from merchants.shops.public import KEEPERS, MANAGERS, SELLERS, holds_at, shop_for, shops_of
from merchants.staff import links
from merchants.staff.actions import accept_invitation, change_member, end_member, invite, withdraw_invitation
from merchants.staff.errors import BadContact, BadPlaces, InvitationNotFound, InvitedAnother, MemberNotFound, NotYoursToGive
from merchants.staff.models import Invitation, Threshold
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.staff.cast import asked, branch, hired, joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def unchanged(error: type[DomainError], act: Callable[[], object]) -> None:
    def standing() -> object:
        roles = list(Membership.objects.order_by("pk").values_list("pk", "role", "places", "ended_at"))
        return roles, list(Invitation.objects.order_by("pk").values_list("pk", "status")), Act.objects.count(), Threshold.objects.count()

    before = standing()
    with pytest.raises(error):
        act()
    assert standing() == before


def role_of(who: object) -> Membership:
    return Membership.objects.get(person=who, ended_at=None)


def test_a_cashier_of_one_branch_is_nobody_at_the_other(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    cashier = hired(town.shop, "cashier", at=[second])
    me = actor(cashier)
    assert shops_of(me, SELLERS) == [second]
    assert shop_for(me, second.pk, SELLERS) == second
    for shop, roles in ((town.shop, SELLERS), (second, KEEPERS)):
        with pytest.raises(NotFound):
            shop_for(me, shop.pk, roles)
    assert (holds_at(me, second, SELLERS), holds_at(me, town.shop, SELLERS)) == (True, False)
    assert not holds_role(me, town.shop.party_id, SELLERS)
    assert shops_of(actor(town.owner), MANAGERS) == [town.shop, second]


def test_an_invitation_is_accepted_once_and_written_down(town: Corner) -> None:
    first, second, third = cast.person("li"), cast.person("wang"), branch(town.shop, town.owner)
    invitation = asked(town.shop, town.owner, at=[third.pk])
    held = joined(invitation, first)
    assert (held.role, held.places, held.person_id) == ("cashier", [third.pk], first.pk)
    assert joined(invitation, first).pk == held.pk
    unchanged(InvitationNotFound, lambda: joined(invitation, second))
    acts = Act.objects.filter(act__startswith="staff.").order_by("pk")
    assert [(act.act, act.actor, act.about) for act in acts] == [
        ("staff.invite", f"person/{town.owner.pk}", town.shop.pk),
        ("staff.accept", f"person/{first.pk}", third.pk),
    ]
    assert acts[1].after == {"role": "cashier", "shops": [str(third.pk)]}


def test_the_same_key_invites_once(town: Corner) -> None:
    def again() -> Invitation:
        return invite(shop_id=town.shop.pk, contact="li@example.test", role="clerk", places=None, key="k", by=actor(town.owner), at=MORNING)

    assert again().pk == again().pk
    assert Invitation.objects.count() == 1


def test_invitations_that_are_good_for_nothing(town: Corner) -> None:
    li = cast.person("li")
    late = asked(town.shop, town.owner)
    unchanged(InvitationNotFound, lambda: joined(late, li, at=MORNING + timedelta(days=7)))
    gone = asked(town.shop, town.owner)
    withdraw_invitation(shop_id=town.shop.pk, invitation_id=gone.pk, by=actor(town.owner), at=MORNING)
    unchanged(InvitationNotFound, lambda: joined(gone, li))
    unchanged(InvitationNotFound, lambda: accept_invitation(token="made-up", by=actor(li), at=MORNING))
    unchanged(InvitationNotFound, lambda: accept_invitation(token=links.write(Invitation()), by=actor(li), at=MORNING))
    unchanged(Unauthenticated, lambda: accept_invitation(token=links.write(late), by=VISITOR, at=MORNING))
    mailed = asked(town.shop, town.owner, contact="other@example.test")
    unchanged(InvitedAnother, lambda: joined(mailed, li))
    mine = asked(town.shop, town.owner, contact=li.email.upper())
    joined(mine, li)
    unchanged(InvitationNotFound, lambda: withdraw_invitation(shop_id=town.shop.pk, invitation_id=mine.pk, by=actor(town.owner), at=MORNING))
    twice = asked(town.shop, town.owner)
    unchanged(RoleHeld, lambda: joined(twice, li))


def test_who_may_ask_whom_to_what(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    manager, clerk = hired(town.shop, "manager", at=[second]), hired(town.shop, "clerk")
    unchanged(NotFound, lambda: asked(town.shop, clerk))
    unchanged(NotFound, lambda: asked(town.shop, town.rival))
    unchanged(NotFound, lambda: asked(town.shop, manager))
    unchanged(NotYoursToGive, lambda: asked(second, manager))
    for role in ("owner", "manager", "accountant", "operator", "credit_officer"):
        unchanged(NotYoursToGive, lambda role=role: asked(second, manager, role, at=None if role == "owner" else [second.pk]))  # type: ignore[misc]
    unchanged(NotYoursToGive, lambda: asked(second, manager, at=[second.pk, town.shop.pk]))
    assert asked(second, manager, at=[second.pk]).role == "cashier"
    unchanged(NotYoursToGive, lambda: asked(town.shop, town.owner, "operator"))
    unchanged(BadPlaces, lambda: asked(town.shop, town.owner, at=[town.rival_shop.pk]))
    unchanged(BadPlaces, lambda: asked(town.shop, town.owner, at=[]))
    unchanged(BadPlaces, lambda: asked(town.shop, town.owner, "owner", at=[town.shop.pk]))
    for contact in ("", "li", "a b@c.de", "12345", "x@", "li@shop\n.test"):
        unchanged(BadContact, lambda contact=contact: asked(town.shop, town.owner, contact=contact))  # type: ignore[misc]


def test_a_role_changes_with_what_was_before_and_after(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    held = role_of(hired(town.shop, "cashier"))
    changed = change_member(shop_id=town.shop.pk, membership_id=held.pk, role="clerk", places=[second.pk], by=actor(town.owner), at=MORNING)
    held.refresh_from_db()
    assert (held.ended_at, changed.role, changed.places) == (MORNING, "clerk", [second.pk])
    act = Act.objects.get(act="staff.change_role")
    assert (act.before, act.after) == ({"role": "cashier", "shops": "all"}, {"role": "clerk", "shops": [str(second.pk)]})
    again = change_member(shop_id=second.pk, membership_id=changed.pk, role="clerk", places=[second.pk], by=actor(town.owner), at=MORNING)
    assert (again.pk, Act.objects.filter(act="staff.change_role").count()) == (changed.pk, 1)
    # She is no longer of the first shop, whose list the page may still show.
    change = {"membership_id": changed.pk, "role": "cashier", "places": None, "by": actor(town.owner), "at": MORNING}
    unchanged(MemberNotFound, lambda: change_member(shop_id=town.shop.pk, **change))  # type: ignore[arg-type]
    end_member(shop_id=second.pk, membership_id=changed.pk, by=actor(town.owner), at=MORNING)
    unchanged(RoleEnded, lambda: change_member(shop_id=second.pk, **change))  # type: ignore[arg-type]


def test_nobody_takes_a_role_that_she_could_not_give(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    manager, colleague = hired(town.shop, "manager", at=[second]), hired(town.shop, "manager")
    everywhere = role_of(hired(town.shop, "cashier"))
    by = actor(manager)
    for held in (role_of(town.owner), role_of(colleague), everywhere):
        unchanged(NotYoursToGive, lambda held=held: end_member(shop_id=second.pk, membership_id=held.pk, by=by, at=MORNING))  # type: ignore[misc]
    change = {"role": "manager", "places": [second.pk], "by": by, "at": MORNING}
    here = role_of(hired(town.shop, "cashier", at=[second]))
    unchanged(NotYoursToGive, lambda: change_member(shop_id=second.pk, membership_id=here.pk, **change))  # type: ignore[arg-type]
    unchanged(MemberNotFound, lambda: end_member(shop_id=second.pk, membership_id=role_of(town.rival).pk, by=by, at=MORNING))
    unchanged(NotFound, lambda: end_member(shop_id=second.pk, membership_id=here.pk, by=actor(town.rival), at=MORNING))
    end_member(shop_id=second.pk, membership_id=here.pk, by=by, at=MORNING)
    # One's own role may be laid down.
    end_member(shop_id=second.pk, membership_id=role_of(manager).pk, by=by, at=MORNING)
    assert not Membership.objects.filter(person=manager, ended_at=None).exists()


def test_the_last_owner_neither_leaves_nor_becomes_less(town: Corner) -> None:
    mine = role_of(town.owner)
    by = actor(town.owner)
    unchanged(LastOwner, lambda: end_member(shop_id=town.shop.pk, membership_id=mine.pk, by=by, at=MORNING))
    less = {"shop_id": town.shop.pk, "membership_id": mine.pk, "role": "manager", "places": None}
    unchanged(LastOwner, lambda: change_member(**less, by=by, at=MORNING))  # type: ignore[arg-type]
    hired(town.shop, "owner")
    end_member(shop_id=town.shop.pk, membership_id=mine.pk, by=by, at=MORNING)
    assert shops_of(by, MANAGERS) == []


@pytest.mark.parametrize(
    ("role", "places", "name"),
    [("owner", [uuid4()], "an_owner_is_one_everywhere"), ("clerk", [], "a_limited_role_is_held_somewhere")],
)
def test_the_database_keeps_where_a_role_is_held(town: Corner, role: str, places: list[object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Membership.objects.filter(person=town.owner).update(role=role, places=places)
