"""The health score: its arithmetic, its numbers from the books, and the appeal against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, models, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.audit.public import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.clock import business_date
from ecosystem.notices.models import Notice
from merchants.orders.public import Order, reject_order
from merchants.procurement.public import Invoice
from merchants.reports import health, queries
from merchants.reports.actions import answer_appeal, appeal_score, fold, score_shop, withdraw_appeal
from merchants.reports.errors import AppealEnded, AppealNotFound, AppealOpen, AppealWithoutWords, NothingToAppeal
from merchants.reports.health import Measured, score_of, what_would_change
from merchants.reports.models import Appeal, HealthTerms, Score
from merchants.reports.tasks import score as score_task
from merchants.stock.actions import plan_count, post_count, review_count, start_count, tally
from tests import buying, cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back, operator
from tests.merchants.test_budgets import statements
from tests.trading import Api, order_in

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="100", money_minor=10**7)


def part(bad: int, of: int, *, weight: int = 50, good: int = 100, worst: int = 1_100, **more: Any) -> Measured:
    return Measured("cancels", bad, of, weight, good, worst, **more)


@pytest.mark.parametrize(
    ("bad", "of", "points"), [(0, 10, 100), (1, 100, 100), (6, 100, 50), (11, 100, 0), (99, 100, 0), (0, 0, None), (35, 1000, 75), (1, 31, 78)]
)
def test_points_fall_in_a_straight_line(bad: int, of: int, points: int | None) -> None:
    assert part(bad, of).points == points


def test_a_score_is_the_weighted_mean_of_what_can_be_measured() -> None:
    assert score_of([part(0, 10, weight=75), part(11, 100, weight=25)]) == 75
    assert score_of([part(0, 10, weight=75), part(0, 0, weight=25)]) == 100
    assert score_of([part(0, 0)]) is None
    assert score_of([part(11, 100, left_out=True), part(6, 100)]) == 50


CASES = st.builds(lambda of, share, weight: part(of * share // 100, of, weight=weight), st.integers(0, 500), st.integers(0, 100), st.integers(1, 100))


@given(parts=st.lists(CASES, max_size=5))
def test_what_is_said_would_change_the_score_does(parts: list[Measured]) -> None:
    now = score_of(parts)
    assert now is None or 0 <= now <= 100
    parts = [replace(one, part=f"p{place}") for place, one in enumerate(parts)]
    for change in what_would_change(parts):
        better = [replace(one, bad=one.bad - change.fewer) if one.part == change.part else one for one in parts]
        assert score_of(better) == (now or 0) + change.points
        assert next(one for one in better if one.part == change.part).points == 100


def measures(town: Corner) -> dict[str, tuple[int, int]]:
    while fold():
        pass
    return {one.part: (one.bad, one.of) for one in queries.measures_of(town.shop.pk, at=LATER + timedelta(minutes=9))}


def test_the_numbers_are_those_of_the_books(town: Corner) -> None:
    completed(town)
    give_back(completed(town), ((1, "1"),))
    late = order_in("accepted", town)
    Order.objects.filter(pk=late.pk).update(accepted_at=MORNING + timedelta(minutes=6))
    order_in("cancelled", town)  # the buyer's own change of mind, at once
    busy = order_in("paid", town)
    reject_order(order_id=busy.pk, reason="busy", key="r", by=actor(town.owner), at=LATER)
    order_in("paid", town)  # waits for ten minutes
    count_wrong(town)
    found = measures(town)
    assert found == {"late_accepts": (2, 6), "cancels": (1, 6), "refunds": (500, 6000), "stock": (1, 2), "suppliers": (0, 0)}


def test_a_bill_paid_after_its_day_or_never_counts_against_the_shop() -> None:
    """In time, a day late, never, never; one that fell due before the ninety days that are looked at, and one that is due today."""
    with time_machine.travel(MORNING, tick=False):
        market = buying.market()
        order = buying.confirmed(market)
        buying.received(market, order, "100")
        for number, (due, paid) in enumerate(((100, 100), (100, 101), (120, None), (159, None), (30, None), (160, None))):
            bill = buying.approved(market, buying.billed(market, order, ("10", 7_200), number=f"F{number}"))
            Invoice.objects.filter(pk=bill.pk).update(due_on=business_date(MORNING + timedelta(days=due)))
            if paid is not None:
                buying.paid(market, bill)
                Invoice.objects.filter(pk=bill.pk).update(paid_at=MORNING + timedelta(days=paid))
    found = queries.measures_of(market.shop.pk, at=MORNING + timedelta(days=160))
    assert next((one.bad, one.of) for one in found if one.part == "suppliers") == (3, 4)


def count_wrong(town: Corner) -> None:
    owner = actor(town.owner)
    count = plan_count(shop_id=town.shop.pk, name="c", sku_ids=town.sku_ids, key=uuid4().hex, by=owner, at=MORNING)
    start_count(count_id=count.pk, by=owner, at=MORNING)
    for sku, less in ((town.milk, 1), (town.bread, 0)):
        tally(count_id=count.pk, sku_id=sku.pk, counted=sku.level.__class__.objects.get(sku=sku).on_hand - less, by=owner, at=MORNING)
    review_count(count_id=count.pk, by=owner, at=MORNING)
    post_count(count_id=count.pk, key=uuid4().hex, by=owner, at=MORNING)


def test_a_score_is_kept_once_a_day_with_its_numbers(town: Corner) -> None:
    completed(town)
    fold()
    score_task()
    score_task()
    score = Score.objects.get(shop=town.shop)
    assert (score.on, score.points) == (date(2026, 11, 3), 100)
    assert {told["part"]: told["of"] for told in score.parts}["cancels"] == 1
    assert score_shop(shop_id=town.shop.pk, at=LATER).pk == score.pk
    for change in (lambda: Score.objects.update(points=1), lambda: Score.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def appealed(town: Corner, key: str = "a", words: str = "the fire alarm rang", part: str = "cancels") -> Appeal:
    return appeal_score(shop_id=town.shop.pk, part=part, words=words, key=key, by=actor(town.owner), at=MORNING)


def bad_day(town: Corner) -> None:
    completed(town)
    reject_order(order_id=order_in("paid", town).pk, reason="busy", key=uuid4().hex, by=actor(town.owner), at=LATER)
    while fold():
        pass


def test_a_granted_appeal_leaves_the_part_out(town: Corner) -> None:
    bad_day(town)
    assert score_of(queries.measures_of(town.shop.pk, at=LATER)) == 64
    appeal = appealed(town)
    assert appealed(town).pk == appeal.pk
    assert (appeal.status, appeal.score.points) == ("open", 64)
    clerk = operator()
    answered = answer_appeal(appeal_id=appeal.pk, grants=True, answer="We saw the report", by=actor(clerk), at=LATER)
    assert (answered.status, answered.left_out_until) == ("granted", date(2026, 12, 3))
    assert score_of(queries.measures_of(town.shop.pk, at=LATER)) == 100
    assert Notice.objects.filter(party_id=town.shop.party_id, kind="appeal_answered").count() == 1
    assert Act.objects.filter(act__startswith="reports.appeal").count() == 2
    later = MORNING + timedelta(days=31)
    assert not any(one.left_out for one in queries.measures_of(town.shop.pk, at=later))
    with pytest.raises(AppealEnded):
        answer_appeal(appeal_id=appeal.pk, grants=False, answer="no", by=actor(clerk), at=LATER)
    with pytest.raises(AppealEnded):
        withdraw_appeal(appeal_id=appeal.pk, by=actor(town.owner), at=LATER)


def test_refused_appeals_change_nothing(town: Corner) -> None:
    bad_day(town)
    with pytest.raises(AppealWithoutWords):
        appealed(town, words="  ")
    with pytest.raises(NothingToAppeal):
        appealed(town, part="suppliers")
    assert (Appeal.objects.count(), Score.objects.count()) == (0, 0)
    appeal = appealed(town)
    with pytest.raises(AppealOpen):
        appealed(town, key="b")
    with pytest.raises(AppealWithoutWords):
        answer_appeal(appeal_id=appeal.pk, grants=True, answer=" ", by=actor(operator()), at=LATER)
    with pytest.raises(AppealNotFound):
        withdraw_appeal(appeal_id=appeal.pk, by=actor(town.rival), at=LATER)
    with pytest.raises(AppealNotFound):
        answer_appeal(appeal_id=uuid4(), grants=True, answer="x", by=actor(operator("other")), at=LATER)
    assert list(Appeal.objects.values_list("status", flat=True)) == ["open"]
    withdraw_appeal(appeal_id=appeal.pk, by=actor(town.owner), at=LATER)
    assert appealed(town, key="c").status == "open"


def at_desk(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def test_the_page_tells_every_number_and_takes_the_appeal_to_the_bank(town: Corner) -> None:
    bad_day(town)
    owner, bank = at_desk(town.owner), at_desk(operator())
    page = owner.get("/shop/reports/health/").content.decode()
    for words in ("64", "The shop called off 1 of 2 orders, in thirty days.", "That is 50%; all points up to 1%, none from 10%.", "36 points more"):
        assert words in page, words
    form = {"shop": town.shop.pk, "part": "cancels", "words": "fire alarm", "idempotency_key": "k"}
    assert [owner.post("/shop/reports/health/appeal/", form).status_code for _ in range(2)] == [302, 302]
    appeal = Appeal.objects.get()
    desk = bank.get("/bank/appeals/").content.decode()
    assert all(words in desk for words in ("fire alarm", "The shop called off 1 of 2 orders", "The score was 64."))
    assert bank.post(f"/bank/appeals/{appeal.pk}/", {"grants": "0", "answer": "It was a drill"}).status_code == 302
    page = owner.get("/shop/reports/health/").content.decode()
    assert all(words in page for words in ("The figure stands", "It was a drill"))
    taken = [len(statements(lambda: owner.get("/shop/reports/health/")))]
    for number in range(3):
        order_in("completed", town)
        withdraw_appeal(appeal_id=appealed(town, key=str(number)).pk, by=actor(town.owner), at=LATER)
    taken.append(len(statements(lambda: owner.get("/shop/reports/health/"))))
    assert taken[0] == taken[1] <= 20
    api = Api(town.owner)
    told = api.get(f"shops/{town.shop.pk}/health").json()
    assert (told["points"], told["changes"][0]["part"]) == (64, "cancels")
    asked = {"part": "cancels", "words": "again"}
    assert api.post(f"shops/{town.shop.pk}/appeals", asked).status_code == 201
    assert api.post(f"shops/{town.shop.pk}/appeals", asked, key=None).json()["code"] == "idempotency_key_missing"
    assert api.post(f"shops/{town.shop.pk}/appeals", asked).json()["code"] == "appeal_open"
    assert len(api.get(f"shops/{town.shop.pk}/appeals").json()) == 5
    withdrawn = Appeal.objects.get(status="open")
    assert owner.post(f"/shop/reports/health/{withdrawn.pk}/withdraw/").status_code == 302


def test_nobody_else_sees_appeals_or_answers_them(town: Corner) -> None:
    bad_day(town)
    appeal = appealed(town)
    for stranger in (town.outsider, town.rival, cast.clerk(town.shop)):
        client, api = at_desk(stranger), Api(stranger)
        assert client.get(f"/shop/reports/health/?shop={town.shop.pk}").status_code == 404
        form = {"shop": town.shop.pk, "part": "cancels", "words": "x", "idempotency_key": "k"}
        assert client.post("/shop/reports/health/appeal/", form).status_code == 404
        for appeal_id in (appeal.pk, uuid4()):
            assert client.post(f"/shop/reports/health/{appeal_id}/withdraw/").status_code == 404
            assert client.post(f"/bank/appeals/{appeal_id}/", {"grants": "1", "answer": "x"}).status_code == 404
        assert client.get("/bank/appeals/").status_code == 404
        assert api.get(f"shops/{town.shop.pk}/health").status_code == api.get(f"shops/{town.shop.pk}/appeals").status_code == 404
        assert api.post(f"shops/{town.shop.pk}/appeals", {"part": "cancels", "words": "x"}).status_code == 404
    assert at_desk(town.owner).post(f"/bank/appeals/{appeal.pk}/", {"grants": "1", "answer": "x"}).status_code == 404
    assert Api().get(f"shops/{town.shop.pk}/health").status_code == 401
    assert Client().get("/shop/reports/health/").status_code == Client().get("/bank/appeals/").status_code == 302
    assert list(Appeal.objects.values_list("status", flat=True)) == ["open"]


def test_the_database_refuses_scores_and_appeals_that_cannot_be(town: Corner) -> None:
    bad_day(town)
    appeal = appealed(town)
    terms = HealthTerms.objects.filter(part="cancels")
    now = {"ended_at": LATER}
    changes: list[tuple[models.QuerySet[Any], dict[str, Any], str]] = [
        (terms, {"part": "weather"}, "health_has_known_parts"),
        (terms, {"weight": 0}, "each_part_of_health_weighs_something"),
        (terms, {"good_bp": 9_000}, "good_is_better_than_bad"),
        (terms, {"part": "stock"}, "a_part_is_weighed_once_from_a_day"),
        (Appeal.objects.all(), {"words": ""}, "an_appeal_says_what_is_wrong"),
        (Appeal.objects.all(), {"status": "lost"}, "appeal_has_a_known_status|an_answer_says_why_and_by_whom"),
        (Appeal.objects.all(), {"status": "upheld", **now}, "an_answer_says_why_and_by_whom"),
        (Appeal.objects.all(), {"status": "upheld", "answer": "x", "answered_by": town.owner, **now}, "nobody_answers_her_own_appeal"),
        (Appeal.objects.all(), {"status": "granted", "answer": "x", "answered_by": town.rival, **now}, "only_a_granted_part_is_left_out"),
    ]
    for rows, change, name in changes:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="one_open_appeal_a_part"), transaction.atomic():
        Appeal.objects.create(shop=town.shop, score=appeal.score, part="cancels", words="x", made_by=town.owner, made_at=MORNING)
    with pytest.raises(IntegrityError, match="a_score_is_out_of_a_hundred"), transaction.atomic():
        Score.objects.create(shop=town.shop, on=MORNING.date(), points=101, parts=[], at=MORNING)
    named = {c.name for model in (HealthTerms, Score, Appeal) for c in model._meta.constraints}
    broken = {part for _r, _c, name in changes for part in name.split("|")}
    assert named == broken | {"one_open_appeal_a_part", "a_score_is_out_of_a_hundred"}
    assert health.WINDOWS.keys() == {row.part for row in HealthTerms.objects.all()}
