"""A shop lets couriers come, sends one, and calls it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import InsufficientFunds, deposit_of, place_hold
from ecosystem.once.public import once
from merchants.delivery.public import BEFORE_PICKING_UP, begin_with_courier, order_to_bring
from merchants.orders.public import Order
from merchants.shops.public import MANAGERS, shop_for

from .. import access, rules
from ..errors import BadCourierRule, CourierMoved, CourierNotFound, CourierTooDear, NoMoneyForCourier, NotForACourier
from ..models import CourierRule, Dispatch


@entry
def let_couriers(*, shop_id: UUID, most_added_minor: int, by: Actor, at: datetime) -> CourierRule:
    """The shop may send couriers, and adds so much at most to what a buyer paid for the way. Again: this much now.

    Raises:
        NotFound: not a shop that the actor manages.
        BadCourierRule: an amount that is none, or too much.
    """
    # The rule's own row is what is locked: whoever sends a courier holds it, and touches the shop after it.
    shop = shop_for(by, shop_id, MANAGERS)
    if not 0 <= most_added_minor <= rules.MOST_ADDED_MINOR:
        raise BadCourierRule
    told = {"most_added_minor": most_added_minor}
    before = CourierRule.objects.filter(shop=shop).values("most_added_minor").first()
    rule, _new = CourierRule.objects.update_or_create(shop=shop, defaults=told, create_defaults={**told, "since": at})
    record("couriers.let", target=f"shop/{shop.pk}", by=by, at=at, before=before, after=told, about=shop.pk)
    return rule


@entry
def forbid_couriers(*, shop_id: UUID, by: Actor, at: datetime) -> None:
    """The shop sends none any more; those that are under way go on. Again: nothing changes. Raises ``NotFound``."""
    shop = shop_for(by, shop_id, MANAGERS)
    rule = CourierRule.objects.filter(shop=shop)
    before = rule.values("most_added_minor").first()
    if rule.delete()[0]:
        record("couriers.forbid", target=f"shop/{shop.pk}", by=by, at=at, before=before, about=shop.pk)


@entry
def order_courier(*, order_id: UUID, courier: str, quote: str, price_minor: int, key: str, by: Actor, at: datetime) -> Dispatch:
    """Give an order to a firm at the price that it offered, once a key: the price is set aside in the shop's account, and the firm is
    told after the commit.

    Raises:
        OrderNotFound, NotToBeBrought: not an order of a shop that the actor keeps, or not one to bring now.
        CourierNotFound: no such firm, or the shop lets none come.
        NotForACourier: it goes to a point or with a round.
        AlreadyTaken: somebody brings it.
        CourierTooDear: it costs more than the shop's rule lets it.
        NoMoneyForCourier: there is not so much in the shop's account.
    """
    body = {"order": order_id, "courier": courier, "quote": quote, "price_minor": price_minor}
    with once(key, verb="couriers.order", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return access.dispatch_for_shop(by, UUID(turn.earlier["dispatch"]))
        order = order_to_bring(by, order_id, riding=False)
        _require_let(order, courier, price_minor)
        delivery = begin_with_courier(order=order, courier=courier, by=by, at=at)
        made = Dispatch(delivery=delivery, shop=order.shop, courier=courier, quote=quote, price_minor=price_minor, made_at=at, next_at=at)
        made.answer_by = at + rules.ANSWERS_WITHIN
        made.hold_id = _set_aside(made, order, at=at)
        made.save(force_insert=True)
        told = {"order": str(order.pk), "courier": courier, "price_minor": price_minor}
        record("couriers.order", target=f"dispatch/{made.pk}", by=by, at=at, after=told, about=order.shop_id)
        turn.remember(dispatch=made.pk)
        return made


@entry
def recall_courier(*, dispatch_id: UUID, by: Actor, at: datetime) -> Dispatch:
    """The shop wants nobody any more; the firm is told, and the order is free for a rider when it has answered. Again: nothing changes.

    Raises:
        CourierNotFound: not an errand for a shop that the actor keeps.
        CourierMoved: the goods are on their way, or it has ended.
    """
    dispatch = access.dispatch_for_shop(by, dispatch_id, lock=True)
    if dispatch.status not in rules.UNDER_WAY or dispatch.delivery.status not in BEFORE_PICKING_UP:
        raise CourierMoved
    if not dispatch.cancel_wanted:
        dispatch.cancel_wanted, dispatch.answer_by, dispatch.next_at, dispatch.asks = True, at, at, 0
        dispatch.save(update_fields=["cancel_wanted", "answer_by", "next_at", "asks"])
        record("couriers.recall", target=f"dispatch/{dispatch.pk}", by=by, at=at, about=dispatch.shop_id)
    return dispatch


def _require_let(order: Order, courier: str, price_minor: int) -> None:
    rule = CourierRule.objects.select_for_update(no_key=True).filter(shop=order.shop_id).first()
    if rule is None or ports.couriers.named(courier) is None:
        raise CourierNotFound
    if order.round_id is not None or order.point_id is not None:
        raise NotForACourier
    added = rules.added_minor(price_minor, order.delivery_fee_minor)
    if added > rule.most_added_minor or not 0 < price_minor <= rules.MOST_PRICE_MINOR:
        raise CourierTooDear(added=to_text(added), most=to_text(rule.most_added_minor))


@inner
def _set_aside(dispatch: Dispatch, order: Order, *, at: datetime) -> UUID:
    account, until = deposit_of(order.shop.party_id), at + rules.HELD_FOR
    try:
        return place_hold(key=f"courier/{dispatch.pk}", account=account, amount_minor=dispatch.price_minor, expires_at=until, at=at)
    except InsufficientFunds:
        raise NoMoneyForCourier from None
