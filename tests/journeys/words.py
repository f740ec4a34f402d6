"""What neighbours say of shops, on the pages where it is written, read, answered and decided."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.kernel.photos import taken
from merchants.orders.public import Line
from merchants.reviews import actions
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.journeys.screen import Screen
from tests.merchants.aftersale.cast import handed_over
from tests.merchants.reviews.cast import asked, hidden, reported, reviewed
from tests.pictures import drawn


def review_screens(town: Corner, operator: Person, starter: Person) -> Iterator[Screen]:
    colleague = cast.banker("operator", "colleague")
    order = handed_over(town, bread="1")
    review = reviewed(town, 4, "吐司很软，送来还是热的，下次还来。", marks={1: 5}, shots=[taken(drawn())])
    gone = hidden(town, reviewed(town, 1, "老板骗人，电话 138…"), (operator, colleague))
    actions.reply_to_review(review_id=review.pk, text="谢谢，明早有新出炉的。", by=actor(town.owner), at=MORNING)
    answered = asked(town, "有没有无糖的吐司？")
    actions.answer_question(question_id=answered.pk, text="每天下午三点以后有。", by=actor(town.owner), at=MORNING)
    asked(town, "能不能预订生日蛋糕？", by=town.outsider)
    complaint = reported(review, town.owner, "off_topic", "说的是别家的店")
    told = {"reason": "看过了，说的是别家", "key": uuid4().hex, "by": actor(colleague), "at": MORNING}
    proposed = reported(reviewed(town, 2, "等了很久"), town.outsider, "advert")
    actions.decide(complaint_id=proposed.pk, grant=True, **told)  # type: ignore[arg-type]
    # Sold by weight then, by the piece now.
    Line.objects.filter(order=order, position=2).update(unit="jin")
    yield Screen("again", f"/basket/?again={order.pk}", town.resident)
    yield Screen("review", f"/reviews/orders/{order.pk}/", town.resident)
    yield Screen("review-edit", f"/reviews/{review.pk}/edit/", town.resident)
    yield Screen("reviewed", f"/orders/{review.order_id}/", town.resident)
    yield Screen("my-reviews", "/reviews/", town.resident)
    yield Screen("reviews", f"/reviews/shops/{town.shop.pk}/", town.resident)
    yield Screen("no-reviews", f"/reviews/shops/{town.rival_shop.pk}/", None)
    yield Screen("shop-reviews", "/shop/reviews/", town.owner)
    yield Screen("empty-shop-reviews", "/shop/reviews/", starter)
    yield Screen("no-words", "/reviews/", starter)
    yield Screen("complaints", "/bank/reviews/", operator)
    yield Screen("complaint", f"/bank/reviews/{complaint.pk}/", operator)
    yield Screen("complaint-second", f"/bank/reviews/{proposed.pk}/", operator)
    yield Screen("complaint-ended", f"/bank/reviews/{gone.complaints.get().pk}/", operator)
