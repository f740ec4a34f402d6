"""A case from the first word to the last: who may do what when, and what happens when nobody does anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.kernel.photos import LARGEST, NotAPicture, TooManyPictures, content_of, taken
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from merchants.aftersale import actions, queries, tasks
from merchants.aftersale.errors import (
    AlreadyDecided,
    BadOffer,
    BadTerms,
    CaseMoved,
    CaseNotFound,
    NobodyDecided,
    NotCompleted,
    NothingToReturn,
    ReasonMissing,
    ReturnNeeded,
    SecondPersonNeeded,
    StaysSold,
    TermsTooSoon,
    WindowOver,
)
from merchants.aftersale.models import Case, Photo, Tally, Terms
from merchants.orders.public import OrderNotFound
from merchants.shops.public import Shop
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import JPEG, PNG, agreed, all_of_it, applied, escalated, handed_over, picture, rejected
from tests.merchants.money import operator
from tests.pictures import PHONE_JPEG, drawn
from tests.trading import buy, differences

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def unchanged(refusal: type[DomainError], act: Callable[[], object]) -> DomainError:
    before = all_of_it()
    with pytest.raises(refusal) as raised:
        act()
    assert all_of_it() == before
    return raised.value


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(party_id=person, kind__startswith="after_sale").order_by("pk").values_list("kind", flat=True))


def test_a_claim_is_agreed_to_and_both_sides_are_told(town: Corner) -> None:
    order = handed_over(town)
    case = applied(town, order, (1, "1"), shots=[picture()], key="k")
    assert (case.status, case.asked_minor, case.due_at) == ("applied", 500, MORNING + 48 * HOURS)
    assert applied(town, order, (1, "1"), shots=[picture()], key="k") == case
    with pytest.raises(KeyUsedOtherwise):
        applied(town, order, (1, "2"), shots=[picture()], key="k")
    done = agreed(town, case)
    assert (done.status, done.amount_minor, done.ended_at, done.due_at) == ("done", 500, MORNING, None)
    assert told(town.shop.party_id) == ["after_sale_applied", "after_sale_refunded_shop"]
    assert told(town.resident.party_id) == ["after_sale_refunded"]
    assert [step.act for step in queries.whole(case.pk).steps.all()] == ["apply", "agree", "refunded"]
    assert content_of(Photo.objects.get().name) == JPEG
    assert differences() == []


def test_what_may_not_be_claimed(town: Corner) -> None:
    order, waiting = handed_over(town, bread="1"), buy(town.resident, town.milk)
    late = MORNING + timedelta(days=7, seconds=1)
    unchanged(OrderNotFound, lambda: applied(town, order, by=town.outsider))
    unchanged(OrderNotFound, lambda: applied(town, order, by=town.owner))
    unchanged(NotCompleted, lambda: applied(town, waiting))
    unchanged(WindowOver, lambda: applied(town, order, at=late))
    for lines in ([(1, "3.001")], [(3, "1")], [(1, "0")], [(1, "-1")], [(1, "NaN")], [(1, "0.0001")], [(1, "1"), (1, "1")]):
        unchanged(NothingToReturn, lambda lines=lines: applied(town, order, *lines))
    unchanged(ReasonMissing, lambda: applied(town, order, reason="goodwill"))
    unchanged(ReasonMissing, lambda: applied(town, order, kind="swap"))
    unchanged(ReturnNeeded, lambda: applied(town, order, reason="not_wanted"))
    unchanged(TooManyPictures, lambda: applied(town, order, shots=[taken(drawn(size)) for size in range(8, 14)]))
    Shop.objects.filter(pk=town.shop.pk).update(category="bakery")
    unchanged(StaysSold, lambda: applied(town, order, reason="not_wanted", kind="return_and_refund"))
    unchanged(WindowOver, lambda: applied(town, order, at=MORNING + 25 * HOURS))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", JPEG[:-1], PNG[:-6], PHONE_JPEG[:300], b"\xff\xd8\xff" + b"x" * LARGEST + b"\xff\xd9"]
)
def test_evidence_is_a_small_picture_by_its_content(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        taken(content)
    assert (taken(JPEG).kind, taken(PNG).kind) == ("image/jpeg", "image/png")
    assert taken(JPEG + b"<script>").content == JPEG


def test_evidence_does_not_say_where_it_was_taken(town: Corner) -> None:
    case = applied(town, handed_over(town), shots=[taken(PHONE_JPEG)])
    kept = content_of(Photo.objects.get(case=case).name)
    assert kept == JPEG
    assert not any(word in kept for word in (b"Phone Maker", b"2026:11:03", b"Plane Tree Court"))


def test_several_claims_of_a_line_until_it_is_exhausted(town: Corner) -> None:
    order = handed_over(town)
    first, second = applied(town, order, (1, "1")), applied(town, order, (1, "2"))
    unchanged(NothingToReturn, lambda: applied(town, order, (1, "0.001")))
    actions.withdraw(case_id=first.pk, by=actor(town.resident), at=MORNING)
    third = applied(town, order, (1, "1"))
    agreed(town, second)
    agreed(town, third)
    tally = Tally.objects.get()
    assert (tally.claimed, tally.granted, tally.granted_minor) == (3, 3, 1500)
    unchanged(NothingToReturn, lambda: applied(town, order, (1, "1")))
    assert told(town.shop.party_id).count("after_sale_withdrawn") == 1
    assert differences() == []


def test_a_silent_shop_agrees_after_48_hours(town: Corner) -> None:
    case = applied(town, handed_over(town))
    assert actions.time_out(case_id=case.pk, at=MORNING + 48 * HOURS - timedelta(seconds=1)).status == "applied"
    assert queries.due(MORNING + 47 * HOURS) == []
    assert queries.due(MORNING + 48 * HOURS) == [case.pk]
    assert actions.time_out(case_id=case.pk, at=MORNING + 48 * HOURS).status == "done"
    assert actions.time_out(case_id=case.pk, at=MORNING + 49 * HOURS).status == "done"
    assert [step.by_itself for step in queries.whole(case.pk).steps.all()] == [False, True, True]
    assert differences() == []


def test_the_task_finds_what_is_due(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    case = applied(town, handed_over(town))
    monkeypatch.setattr(tasks.clock, "now", lambda: MORNING + 49 * HOURS)
    monkeypatch.setattr(tasks.time_out, "delay", tasks.time_out)
    tasks.keep_time()
    assert Case.objects.get(pk=case.pk).status == "done"


def test_goods_that_are_not_sent_back_in_seven_days_end_the_case(town: Corner) -> None:
    case = agreed(town, applied(town, handed_over(town), kind="return_and_refund"))
    assert (case.status, case.due_at) == ("awaiting_return", MORNING + timedelta(days=7))
    ended = actions.time_out(case_id=case.pk, at=MORNING + timedelta(days=7))
    assert (ended.status, ended.amount_minor, Tally.objects.get().claimed) == ("withdrawn", None, 0)
    assert differences() == []


def test_goods_come_back_and_the_money_follows(town: Corner) -> None:
    resident, owner = actor(town.resident), actor(town.owner)
    case = agreed(town, applied(town, handed_over(town), kind="return_and_refund", reason="not_wanted"))
    back = actions.send_back(case_id=case.pk, text="on the doorstep", by=resident, at=MORNING)
    unchanged(CaseMoved, lambda: actions.withdraw(case_id=case.pk, by=resident, at=MORNING))
    assert (back.status, back.due_at) == ("returned", MORNING + timedelta(days=7))
    done = actions.accept_goods(case_id=case.pk, restock={1: "sellable"}, key="k", by=owner, at=MORNING)
    assert (done.status, done.goods_back, done.lines.get().restock) == ("done", True, "sellable")
    assert actions.accept_goods(case_id=case.pk, restock={1: "sellable"}, key="k", by=owner, at=MORNING).version == done.version
    assert differences() == []


def test_a_shop_that_does_not_look_at_returned_goods_takes_them(town: Corner) -> None:
    case = agreed(town, applied(town, handed_over(town), kind="return_and_refund"))
    actions.send_back(case_id=case.pk, by=actor(town.resident), at=MORNING)
    done = actions.time_out(case_id=case.pk, at=MORNING + timedelta(days=7))
    assert (done.status, done.lines.get().restock) == ("done", "")
    later = actions.decide_restock(case_id=case.pk, choices={1: "quarantine"}, key="put", by=actor(town.owner), at=MORNING)
    assert later.lines.get().restock == "quarantine"
    again = partial(actions.decide_restock, case_id=case.pk, by=actor(town.owner), at=MORNING)
    assert again(choices={1: "quarantine"}, key="put").version == later.version
    unchanged(KeyUsedOtherwise, lambda: again(choices={1: "sellable"}, key="put"))
    unchanged(NothingToReturn, lambda: again(choices={1: "sellable"}, key="other"))
    assert differences() == []


def test_refused_goods_are_for_the_platform_to_decide(town: Corner) -> None:
    owner, resident = actor(town.owner), actor(town.resident)
    case = agreed(town, applied(town, handed_over(town), kind="return_and_refund"))
    actions.send_back(case_id=case.pk, by=resident, at=MORNING)
    unchanged(ReasonMissing, lambda: actions.refuse_goods(case_id=case.pk, reason=" ", by=owner, at=MORNING))
    refused = actions.refuse_goods(case_id=case.pk, reason="half empty", shots=[picture()], by=owner, at=MORNING)
    assert (refused.status, refused.due_at) == ("goods_refused", MORNING + timedelta(days=7))
    actions.escalate(case_id=case.pk, text="it was full", by=resident, at=MORNING)
    unchanged(CaseMoved, lambda: actions.withdraw(case_id=case.pk, by=resident, at=MORNING))
    decided = actions.decide(case_id=case.pk, refund=True, reason="full", key="k", by=actor(operator()), at=MORNING)
    assert (decided.status, decided.amount_minor) == ("done", 500)
    assert told(town.resident.party_id)[-2:] == ["after_sale_decided_buyer", "after_sale_refunded"]
    assert differences() == []


def test_a_refusal_that_stands_ends_the_case(town: Corner) -> None:
    order = handed_over(town)
    case = applied(town, order)
    unchanged(ReasonMissing, lambda: actions.reject(case_id=case.pk, reason="", by=actor(town.owner), at=MORNING))
    assert rejected(town, case).due_at == MORNING + timedelta(days=7)
    assert actions.time_out(case_id=case.pk, at=MORNING + timedelta(days=7)).status == "withdrawn"
    # What the first claim let go of may be claimed again.
    assert applied(town, order, (1, "3")).status == "applied"
    assert differences() == []


def test_a_part_is_offered_and_taken_left_or_forgotten(town: Corner) -> None:
    order, owner, resident = handed_over(town), actor(town.owner), actor(town.resident)
    case = applied(town, order, (1, "1"))
    for amount in (0, 500, 501, -1):
        unchanged(BadOffer, lambda amount=amount: actions.offer(case_id=case.pk, amount_minor=amount, reason="r", by=owner, at=MORNING))
    offered = actions.offer(case_id=case.pk, amount_minor=200, reason="it was open", by=owner, at=MORNING)
    assert (offered.status, offered.due_at) == ("offered", MORNING + 48 * HOURS)
    taken_ = actions.answer_offer(case_id=case.pk, taken=True, key="k", by=resident, at=MORNING)
    assert (taken_.status, taken_.amount_minor, taken_.lines.get().amount_minor) == ("done", 200, 200)
    assert actions.answer_offer(case_id=case.pk, taken=True, key="k", by=resident, at=MORNING).amount_minor == 200
    left = applied(town, order, (1, "1"))
    actions.offer(case_id=left.pk, amount_minor=200, reason="r", by=owner, at=MORNING)
    assert actions.answer_offer(case_id=left.pk, taken=False, key="n", by=resident, at=MORNING).status == "rejected"
    actions.offer(case_id=left.pk, amount_minor=300, reason="r", by=owner, at=MORNING)
    forgotten = actions.time_out(case_id=left.pk, at=MORNING + 48 * HOURS)
    assert (forgotten.status, forgotten.offered_minor) == ("rejected", None)
    # Thought again: all of it.
    assert agreed(town, forgotten).amount_minor == 500
    assert differences() == []


def test_the_platform_decides_for_the_shop_or_a_part(town: Corner) -> None:
    order, by = handed_over(town), actor(operator())
    case = escalated(town, order)
    unchanged(NotFound, lambda: actions.decide(case_id=case.pk, refund=True, reason="x", key="k", by=actor(town.owner), at=MORNING))
    unchanged(ReasonMissing, lambda: actions.decide(case_id=case.pk, refund=True, reason="", key="k", by=by, at=MORNING))
    unchanged(BadOffer, lambda: actions.decide(case_id=case.pk, refund=True, amount_minor=501, reason="x", key="k", by=by, at=MORNING))
    declined = actions.decide(case_id=case.pk, refund=False, reason="it was drunk", key="k", by=by, at=MORNING)
    assert (declined.status, declined.decision, Tally.objects.get().claimed) == ("declined", "decline", 0)
    told = unchanged(AlreadyDecided, lambda: applied(town, order, (1, "3")))
    assert (told.values["declined"], told.values["left"]) == ("1", "2")
    # Two other bottles may be as bad; the one that was decided is not asked about again beside them.
    assert agreed(town, applied(town, order, (1, "2"))).amount_minor == 1_000
    unchanged(AlreadyDecided, lambda: applied(town, order))
    order = handed_over(town)
    part = actions.decide(case_id=escalated(town, order).pk, refund=True, amount_minor=250, reason="both", key="p", by=by, at=MORNING)
    assert (part.status, part.amount_minor) == ("done", 250)
    goods = escalated(town, order, kind="return_and_refund")
    decided = actions.decide(case_id=goods.pk, refund=True, reason="x", key="g", by=by, at=MORNING)
    assert decided.status == "awaiting_return"
    assert differences() == []


def test_above_an_amount_a_second_person_looks_at_it(town: Corner) -> None:
    Terms.objects.update(second_from_minor=500)
    case, one, two = escalated(town, handed_over(town)), actor(operator("one")), actor(operator("two"))
    unchanged(NobodyDecided, lambda: actions.second(case_id=case.pk, agree=True, key="s", by=two, at=MORNING))
    proposed = actions.decide(case_id=case.pk, refund=True, reason="sour", key="a", by=one, at=MORNING)
    assert (proposed.status, proposed.decision, proposed.amount_minor) == ("escalated", "refund", None)
    unchanged(SecondPersonNeeded, lambda: actions.second(case_id=case.pk, agree=True, key="s", by=one, at=MORNING))
    unchanged(CaseMoved, lambda: actions.decide(case_id=case.pk, refund=False, reason="x", key="b", by=two, at=MORNING))
    unchanged(CaseMoved, lambda: agreed(town, case))
    again = actions.second(case_id=case.pk, agree=False, key="n", by=two, at=MORNING)
    assert (again.status, again.decision) == ("escalated", "")
    actions.decide(case_id=case.pk, refund=True, reason="sour", key="c", by=two, at=MORNING)
    done = actions.second(case_id=case.pk, agree=True, key="y", by=one, at=MORNING)
    assert (done.status, done.seconded_by) == ("done", one.name)
    assert differences() == []


def test_terms_are_dated_and_of_a_category_before_everybodys(town: Corner) -> None:
    by, tomorrow = actor(operator()), (MORNING + timedelta(days=1)).date()
    wanted = Terms(category="grocer", from_on=tomorrow, window_hours=2, unwanted=False, answer_hours=3, return_hours=4, escalate_hours=5)
    unchanged(NotFound, lambda: actions.set_terms(terms=wanted, by=actor(town.owner), at=MORNING))
    unchanged(TermsTooSoon, lambda: actions.set_terms(terms=wanted, by=by, at=MORNING + timedelta(days=1)))
    unchanged(BadTerms, lambda: actions.set_terms(terms=Terms(from_on=tomorrow, window_hours=0, unwanted=True), by=by, at=MORNING))
    unchanged(NotFound, lambda: actions.set_terms(terms=Terms(category="x", from_on=tomorrow, window_hours=1, unwanted=True), by=by, at=MORNING))
    actions.set_terms(terms=wanted, by=by, at=MORNING)
    assert [queries.terms_on("grocer", day).window_hours for day in (MORNING.date(), tomorrow)] == [168, 2]
    assert queries.terms_on("bakery", tomorrow).window_hours == 24


def test_both_sides_write_while_it_is_open_and_nobody_else(town: Corner) -> None:
    case = applied(town, handed_over(town))
    for person, side in ((town.resident, "buyer"), (town.owner, "shop"), (cast.clerk(town.shop), "shop")):
        assert actions.say(case_id=case.pk, text="hello", shots=[picture()], by=actor(person), at=MORNING).side == side
    assert Photo.objects.filter(case=case).count() == 2
    for person in (town.rival, town.outsider):
        unchanged(CaseNotFound, lambda person=person: actions.say(case_id=case.pk, text="hello", by=actor(person), at=MORNING))
    agreed(town, case)
    unchanged(CaseMoved, lambda: actions.say(case_id=case.pk, text="thanks", by=actor(town.resident), at=MORNING))


def test_every_verb_is_refused_where_the_case_does_not_stand_and_to_whom_it_is_not(town: Corner) -> None:
    """Each verb on an ended case, then by the other side and a stranger on an open one."""
    order = handed_over(town)
    ended, fresh = agreed(town, applied(town, order)), applied(town, order)
    shops: list[Callable[[Case, Any], object]] = [
        lambda case, by: actions.agree(case_id=case.pk, key=uuid4().hex, by=by, at=MORNING),
        lambda case, by: actions.reject(case_id=case.pk, reason="x", by=by, at=MORNING),
        lambda case, by: actions.offer(case_id=case.pk, amount_minor=1, reason="x", by=by, at=MORNING),
        lambda case, by: actions.accept_goods(case_id=case.pk, restock={}, key=uuid4().hex, by=by, at=MORNING),
        lambda case, by: actions.refuse_goods(case_id=case.pk, reason="x", by=by, at=MORNING),
    ]
    buyers: list[Callable[[Case, Any], object]] = [
        lambda case, by: actions.withdraw(case_id=case.pk, by=by, at=MORNING),
        lambda case, by: actions.answer_offer(case_id=case.pk, taken=True, key=uuid4().hex, by=by, at=MORNING),
        lambda case, by: actions.send_back(case_id=case.pk, by=by, at=MORNING),
        lambda case, by: actions.escalate(case_id=case.pk, text="x", by=by, at=MORNING),
    ]
    for verbs, mine, others in ((shops, town.owner, town.resident), (buyers, town.resident, town.owner)):
        for verb in verbs:
            unchanged(CaseMoved, lambda verb=verb, mine=mine: verb(ended, actor(mine)))
            for person in (others, town.rival, town.outsider):
                unchanged(CaseNotFound, lambda verb=verb, person=person: verb(fresh, actor(person)))
    unchanged(CaseMoved, lambda: actions.decide_restock(case_id=fresh.pk, choices={1: "sellable"}, key="k", by=actor(town.owner), at=MORNING))
    unchanged(CaseNotFound, lambda: actions.decide_restock(case_id=ended.pk, choices={1: "sellable"}, key="k", by=actor(town.rival), at=MORNING))
    assert Decimal(Tally.objects.get().claimed) == 2
