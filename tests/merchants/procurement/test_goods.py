"""Goods on the way, at the door, on the shelf, in dispute and on their way back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from ecosystem.feed.public import FactRow, as_corrected
from ecosystem.kernel.errors import DomainError, NotFound
from merchants.procurement import actions, errors
from merchants.procurement.actions import Counted
from merchants.procurement.models import Dispute, Order, Receipt, Return
from merchants.stock.public import Level, Movement, SoldOut
from tests import buying
from tests.buying import D, Market, on_hand
from tests.cast import MORNING, actor
from tests.trading import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Market:
    return market


def _kept() -> list[object]:
    return [
        list(Order.objects.order_by("pk").values_list("status", "version")),
        list(Level.objects.order_by("pk").values_list("on_hand", "reserved")),
        [model.objects.count() for model in (Receipt, Return, Dispute, Movement, FactRow)],
    ]


def refused(refusal: type[DomainError], act: Callable[[], object]) -> DomainError:
    return buying.refused(refusal, act, kept=_kept)


def test_forty_and_sixty_one_of_a_hundred_are_too_many_without_tolerance(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "40")
    said = refused(errors.TooMuchDelivered, lambda: buying.received(town, order, "61"))
    assert (said.values["would_be"], said.values["most"]) == ("101", "100")
    buying.received(town, order, "60")
    order.refresh_from_db()
    assert (order.status, on_hand(town)) == ("received", 50 + 100 * 24)
    assert differences() == []


def test_forty_and_sixty_one_of_a_hundred_pass_at_two_per_cent_and_not_one_more(town: Market) -> None:
    buying.policy(town, over_receipt_bp=200)
    order = buying.confirmed(town)
    buying.received(town, order, "40")
    refused(errors.TooMuchDelivered, lambda: buying.received(town, order, "63"))
    buying.received(town, order, "61")
    assert buying.line_of(order).accepted == 101
    assert differences() == []


def test_a_thousandth_too_much_of_a_weighed_good_is_too_much(town: Market) -> None:
    order = buying.confirmed(town, cases="", apples="100")
    refused(errors.TooMuchDelivered, lambda: buying.received(town, order, "100.001"))
    buying.received(town, order, "99.999")
    order.refresh_from_db()
    assert order.status == "partially_received"


def test_what_is_refused_at_the_door_is_not_on_the_shelf_and_both_sides_see_why(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "100")
    buying.received(town, order, "95", rejected=["3"], shipment=shipment)
    order.refresh_from_db()
    assert (order.status, on_hand(town)) == ("partially_received", 50 + 95 * 24)
    disputes = {dispute.kind: (dispute.quantity, dispute.why, dispute.status) for dispute in order.disputes.all()}
    assert disputes == {"rejected": (3, "broken", "open"), "short": (2, "", "open")}
    told = FactRow.objects.get(kind="trade.goods_received", about=town.supplier.party_id)
    assert (told.standing, told.body["value_minor"], told.body["refused_lines"]) == ("attested", 95 * 7_200, 1)
    assert differences() == []


def test_a_rejection_needs_a_word(town: Market) -> None:
    order = buying.confirmed(town)
    count = [Counted(1, D(95), D(5))]
    refused(errors.ReasonMissing, lambda: actions.post_receipt(order_id=order.pk, counted=count, key="k", by=actor(town.keeper), at=MORNING))


@pytest.mark.parametrize(("accepted", "rejected"), [("-1", "0"), ("1.5", "0"), ("1", "-1"), ("0", "0.5"), ("NaN", "0")])
def test_less_than_nothing_and_half_a_case_are_not_counted(town: Market, accepted: str, rejected: str) -> None:
    order = buying.confirmed(town)
    count = [Counted(1, D(accepted), D(rejected), "x")]
    refused(errors.BadTerms, lambda: actions.post_receipt(order_id=order.pk, counted=count, key="k", by=actor(town.keeper), at=MORNING))


def test_a_line_that_is_not_on_the_order_or_twice_is_not_counted(town: Market) -> None:
    order = buying.confirmed(town)
    for count in ([Counted(2, D(1))], [Counted(1, D(1)), Counted(1, D(1))]):
        refused(
            errors.BadTerms,
            lambda count=count: actions.post_receipt(order_id=order.pk, counted=count, key="k", by=actor(town.keeper), at=MORNING),
        )
    refused(errors.NothingWanted, lambda: actions.post_receipt(order_id=order.pk, counted=[], key="k", by=actor(town.keeper), at=MORNING))


def test_the_same_key_takes_in_once(town: Market) -> None:
    order = buying.confirmed(town)
    first = buying.received(town, order, "40", key="k")
    assert buying.received(town, order, "40", key="k").pk == first.pk
    assert on_hand(town) == 50 + 40 * 24


def test_nothing_is_taken_in_before_it_is_confirmed_or_while_on_hold(town: Market) -> None:
    order = buying.sent(town)
    refused(errors.PurchaseMoved, lambda: buying.received(town, order, "1"))
    actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)
    actions.hold_order(order_id=order.pk, reason="recall", by=actor(town.owner), at=MORNING)
    refused(errors.OnHold, lambda: buying.received(town, order, "1"))
    refused(errors.OnHold, lambda: buying.shipped(town, order, "1"))


def test_a_shipment_arrives_once(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "50")
    buying.received(town, order, "50", shipment=shipment)
    refused(errors.NothingLeft, lambda: buying.received(town, order, "50", shipment=shipment))
    assert not order.disputes.exists()


def test_no_more_is_announced_than_expected(town: Market) -> None:
    order = buying.confirmed(town)
    buying.shipped(town, order, "60")
    said = refused(errors.TooMuchAnnounced, lambda: buying.shipped(town, order, "41"))
    assert said.values["left"] == "40"
    first = buying.shipped(town, order, "40", key="k")
    assert buying.shipped(town, order, "40", key="k").pk == first.pk


def test_a_reversal_takes_everything_back_and_corrects_the_fact(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "40")
    receipt = buying.received(town, order, "38", rejected=["2"], shipment=shipment)
    refused(
        errors.ReasonMissing,
        lambda: actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="", key="r", by=actor(town.manager), at=MORNING),
    )
    actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="wrong order", key="r", by=actor(town.manager), at=MORNING)
    order.refresh_from_db()
    line = buying.line_of(order)
    assert (order.status, line.accepted, line.rejected, line.incoming, on_hand(town)) == ("acknowledged", 0, 0, 100, 50)
    assert set(order.disputes.values_list("status", flat=True)) == {"settled"}
    standing = as_corrected(FactRow.objects.filter(kind="trade.goods_received", about=town.shop.party_id))
    assert [fact.body["value_minor"] for fact in standing] == [0]
    refused(
        errors.AlreadyReversed,
        lambda: actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="again", key="s", by=actor(town.manager), at=MORNING),
    )
    assert differences() == []


def test_what_was_sold_meanwhile_cannot_be_taken_back(town: Market) -> None:
    from merchants.stock.public import set_on_hand

    order = buying.confirmed(town)
    receipt = buying.received(town, order, "40")
    set_on_hand(sku_id=town.corner.milk.pk, shop_id=town.shop.pk, counted=D(10), reason="sold", by=actor(town.owner), at=MORNING)
    refused(
        SoldOut,
        lambda: actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="oops", key="r", by=actor(town.manager), at=MORNING),
    )
    refused(
        SoldOut,
        lambda: actions.return_goods(order_id=order.pk, quantities={1: D(5)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING),
    )


def test_returned_goods_leave_the_shelf_and_are_expected_again(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    made = actions.return_goods(order_id=order.pk, quantities={1: D(5)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    again = actions.return_goods(order_id=order.pk, quantities={1: D(5)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    order.refresh_from_db()
    line = buying.line_of(order)
    assert (made.pk, order.status, line.returned, line.incoming, on_hand(town)) == (again.pk, "partially_received", 5, 5, 50 + 95 * 24)
    refused(
        errors.NothingLeft,
        lambda: actions.return_goods(order_id=order.pk, quantities={1: D(96)}, reason="sour", key="s", by=actor(town.keeper), at=MORNING),
    )
    assert actions.acknowledge_return(order_id=order.pk, return_id=made.pk, by=actor(town.packer), at=MORNING).acknowledged_at == MORNING
    buying.received(town, order, "5")
    assert differences() == []


def test_what_will_not_come_is_given_up_with_a_reason(town: Market) -> None:
    order = buying.confirmed(town)
    refused(errors.PurchaseMoved, lambda: actions.short_close(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING))
    buying.received(town, order, "70")
    refused(errors.ReasonMissing, lambda: actions.short_close(order_id=order.pk, reason=" ", by=actor(town.owner), at=MORNING))
    refused(errors.GoodsCame, lambda: actions.cancel_order(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING))
    closed = actions.short_close(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING)
    line = buying.line_of(order)
    assert (closed.status, closed.reason, line.given_up, line.incoming) == ("short_closed", "enough", 30, 0)
    refused(errors.PurchaseMoved, lambda: buying.received(town, order, "1"))


def test_a_dispute_is_answered_by_one_side_and_settled_by_the_other(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "97", rejected=["3"])
    dispute = order.disputes.get()

    def answer(who: object, said: str = "credit") -> Dispute:
        return actions.answer_dispute(order_id=order.pk, dispute_id=dispute.pk, answer=said, by=actor(who), at=MORNING)  # type: ignore[arg-type]

    refused(NotFound, lambda: answer(town.owner))
    refused(errors.BadTerms, lambda: answer(town.packer, "sorry"))
    assert answer(town.packer).status == "answered"
    refused(errors.DisputeMoved, lambda: answer(town.packer))
    refused(NotFound, lambda: actions.settle_dispute(order_id=order.pk, dispute_id=dispute.pk, by=actor(town.packer), at=MORNING))
    assert actions.settle_dispute(order_id=order.pk, dispute_id=dispute.pk, by=actor(town.keeper), at=MORNING).status == "settled"
    refused(errors.DisputeMoved, lambda: actions.settle_dispute(order_id=order.pk, dispute_id=dispute.pk, by=actor(town.keeper), at=MORNING))


def test_only_the_shops_people_take_goods_in(town: Market) -> None:
    order = buying.confirmed(town)
    for stranger in (town.accountant, town.packer, town.corner.rival, town.corner.outsider):
        refused(NotFound, lambda stranger=stranger: buying.received(town, order, "1", by=stranger))
    for stranger in (town.owner, town.rival_wholesaler):
        refused(
            NotFound,
            lambda stranger=stranger: actions.announce_shipment(
                order_id=order.pk, quantities={1: D(1)}, expected_on=buying.TOMORROW, key=uuid4().hex, by=actor(stranger), at=MORNING
            ),
        )
