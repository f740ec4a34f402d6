"""Commission rules: which one fits, what it takes, who may publish which, and that a settled sale keeps its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.audit.public import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Invalid, NotFound, Unauthenticated
from ecosystem.ledger.public import book_total
from ecosystem.payments.public import BANK_ACCOUNT, MethodFee
from merchants.settlement.actions import RuleDraft, discard_tariff, draft_tariff, publish_tariff, set_hold_days
from merchants.settlement.checking import Fault, Known, faults_of
from merchants.settlement.errors import NoSuchWait, SamePerson, TariffDayTaken, TariffDecided, TariffFaulty, TariffNotFound, TariffTooSoon
from merchants.settlement.models import CommissionRule, Tariff
from merchants.settlement.public import Settlement
from merchants.settlement.rules import Charged, Facts, Rule, Sold, Standing, charge, first_fit, taken_back, waterfall
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import give_back, money_of, operator
from tests.trading import differences, hand_over, order_in, standing

TODAY = business_date(MORNING)
TOMORROW = TODAY + timedelta(days=1)
FACTS = Facts(channel="pickup", category="grocer", neighbourhood="n1", party="p", goods_minor=5_000, on=date(2026, 11, 3))


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"channel": "pickup", "category": "grocer", "neighbourhood": "n1", "party": "p"}, True),
        ({"channel": "pickup", "category": "bakery"}, False),
        ({"neighbourhood": "n2"}, False),
        ({"party": "q"}, False),
        ({"from_minor": 5_000}, True),
        ({"from_minor": 5_001}, False),
        ({"below_minor": 5_000}, False),
        ({"below_minor": 5_001}, True),
        ({"from_on": "2026-11-03", "until_on": "2026-11-03"}, True),
        ({"from_on": "2026-11-04"}, False),
        ({"until_on": "2026-11-02"}, False),
    ],
)
def test_every_condition_of_a_rule_must_hold(conditions: dict[str, Any], fits: bool) -> None:
    assert Rule(1, 1, conditions, Decimal(0)).fits(FACTS) is fits


def test_the_first_rule_that_fits_decides() -> None:
    rules = [Rule(n, n, wanted, Decimal(0)) for n, wanted in enumerate(({"channel": "code"}, {"category": "grocer"}, {"channel": "pickup"}, {}), 1)]
    assert first_fit(rules, FACTS).id == 2


@pytest.mark.parametrize(
    ("rule", "base", "quantity", "commission"),
    [
        (Rule(1, 1, {}, Decimal("0.01")), 1_050, "1", 11),
        (Rule(1, 1, {}, Decimal("0.01"), min_minor=50), 1_000, "1", 50),
        (Rule(1, 1, {}, Decimal("0.01"), max_minor=5), 1_000, "1", 5),
        (Rule(1, 1, {}, Decimal(0), flat_minor=30), 1_000, "3", 90),
        (Rule(1, 1, {}, Decimal(0), flat_minor=30), 1_000, "1.250", 38),
        (Rule(1, 1, {}, Decimal("0.01"), flat_minor=30, min_minor=20), 1_000, "2", 80),
        (Rule(1, 1, {}, Decimal("0.5"), flat_minor=600), 1_000, "1", 1_000),
    ],
)
def test_a_line_is_charged_a_clamped_share_and_a_fee_a_unit(rule: Rule, base: int, quantity: str, commission: int) -> None:
    assert charge(Sold(1, Decimal(quantity), base), rule, Decimal(0)).commission_minor == commission


LINES = st.lists(st.tuples(st.integers(1, 10**7), st.integers(1, 50)), min_size=1, max_size=8)
RULE = st.builds(
    lambda rate, flat, least: Rule(1, 1, {}, Decimal(rate) / 10**6, flat_minor=flat, min_minor=least),
    st.integers(0, 999_999),
    st.integers(0, 500),
    st.integers(0, 500),
)


@given(LINES, RULE, st.integers(0, 999_999), st.integers(0, 10_000), st.integers(0, 10**5), st.data())
def test_a_sale_and_any_refunds_of_it_sum_to_the_fen(
    lines: list[tuple[int, int]], rule: Rule, tax: int, delivery: int, fee: int, data: st.DataObject
) -> None:
    """Platform, tax, acquirer and shop get what was paid; taken back bit by bit, each ends at nothing."""
    charged = [charge(Sold(at, Decimal(quantity), base), rule, Decimal(tax) / 10**6) for at, (base, quantity) in enumerate(lines, 1)]
    fall = waterfall(charged, delivery, fee)
    assert fall.net_minor >= 0
    assert fall.net_minor + fall.commission_minor + fall.tax_minor + fall.acquiring_minor == sum(base for base, _q in lines) + delivery
    for sold in charged:
        back, parts = 0, []
        while back < sold.base_minor:
            amount = data.draw(st.integers(max(1, (sold.base_minor - back) // 3), sold.base_minor - back))
            parts.append(taken_back(Standing(sold, back_minor=back), quantity=Decimal(0), amount_minor=amount))
            back += amount
            so_far = (-sum(p.commission_minor for p in parts), -sum(p.tax_minor for p in parts))
            assert so_far == (sold.commission_minor * back // sold.base_minor, sold.tax_minor * back // sold.base_minor)
        assert (-sum(p.commission_minor for p in parts), -sum(p.tax_minor for p in parts)) == (sold.commission_minor, sold.tax_minor)


def test_what_a_rule_names_must_exist_and_something_must_catch_the_rest() -> None:
    known = Known(categories={"grocer"}, neighbourhoods={"n1"}, parties={"p"})
    assert faults_of([{"category": "grocer", "neighbourhood": "n1", "party": "p", "channel": "code"}, {}], known) == []
    wrong: list[dict[str, Any]] = [
        {"channel": "drone"},
        {"category": "zoo"},
        {"neighbourhood": "n9"},
        {"party": "q"},
        {"weather": "rain"},
        {"from_minor": "12"},
        {"from_on": "3 November"},
        {"from_minor": 5, "below_minor": 5},
    ]
    found = faults_of([*wrong, {}, {"channel": "code"}], known)
    assert [fault.position for fault in found] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 9]
    assert found[0] == Fault(1, "unknown_target", "channel: drone")
    assert found[-2:] == [Fault(10, "no_catch_all"), Fault(9, "unreachable")]
    assert faults_of([], known) == [Fault(0, "no_catch_all")]


@pytest.fixture
def town(db: None) -> Corner:
    return cast.corner()


@pytest.fixture
def maker(db: None) -> Person:
    return operator("maker")


@pytest.fixture
def checker(db: None) -> Person:
    return operator("checker")


def drafted(by: Person, *rules: RuleDraft, from_on: date = TOMORROW, tax_rate: str = "0") -> Tariff:
    return draft_tariff(drafts=rules, from_on=from_on, tax_rate=Decimal(tax_rate), key=uuid4().hex, by=actor(by), at=MORNING)


def published(maker: Person, checker: Person, *rules: RuleDraft, tax_rate: str = "0") -> Tariff:
    return publish_tariff(tariff_id=drafted(maker, *rules, tax_rate=tax_rate).pk, by=actor(checker), at=MORNING)


CATCH_ALL = RuleDraft({}, Decimal("0.03"))


def test_a_tariff_is_in_force_from_its_day_on(town: Corner, maker: Person, checker: Person) -> None:
    published(maker, checker, RuleDraft({"channel": "code"}, Decimal(0)), CATCH_ALL)
    order = order_in("ready", town)
    old = order_in("completed", town)
    hand_over(order_id=order.pk, key="k", by=actor(town.owner), at=MORNING + timedelta(days=1))
    assert Settlement.objects.get(order_id=old.pk).commission_minor == 10
    new = Settlement.objects.get(order_id=order.pk)
    assert (new.commission_minor, new.lines.get().rule.position, new.lines.get().rate) == (30, 2, Decimal("0.030000"))
    assert differences() == []


def test_a_refund_gives_back_the_commission_of_the_old_tariff(town: Corner, maker: Person, checker: Person) -> None:
    order = order_in("completed", town)
    published(maker, checker, CATCH_ALL)
    entry, _refund = give_back(order, at=MORNING + timedelta(days=2))
    assert entry.commission_minor == -10
    assert entry.lines.get().rate == Decimal("0.010000")


def test_tax_and_the_acquirers_fee_are_their_own_lines_of_the_waterfall(town: Corner, maker: Person, checker: Person) -> None:
    MethodFee.objects.create(method=BANK_ACCOUNT, rate=Decimal("0.006"), from_on=date(2026, 1, 1))
    published(maker, checker, RuleDraft({"party": str(town.shop.party_id)}, Decimal("0.05")), CATCH_ALL, tax_rate="0.06")
    order = order_in("ready", town)
    hand_over(order_id=order.pk, key="k", by=actor(town.owner), at=MORNING + timedelta(days=1))
    sale = Settlement.objects.get(order_id=order.pk)
    assert (sale.goods_minor, sale.commission_minor, sale.commission_tax_minor, sale.acquiring_fee_minor, sale.net_minor) == (1000, 50, 3, 6, 941)
    assert [book_total(book, "CNY") for book in ("fees", "tax", "acquiring")] == [50, 3, 6]
    first, _ = give_back(order, [(1, "1")])
    assert (first.commission_minor, first.commission_tax_minor, first.acquiring_fee_minor, first.net_minor) == (-25, -1, -3, -471)
    give_back(order, [(1, "1")])
    assert [book_total(book, "CNY") for book in ("fees", "tax", "acquiring")] == [0, 0, 0]
    assert money_of(town.shop, "available") == (0,)
    assert differences() == []


def test_whoever_drafted_a_tariff_does_not_publish_it(maker: Person, checker: Person) -> None:
    tariff = drafted(maker, CATCH_ALL)
    with pytest.raises(SamePerson):
        publish_tariff(tariff_id=tariff.pk, by=actor(maker), at=MORNING)
    publish_tariff(tariff_id=tariff.pk, by=actor(checker), at=MORNING)
    with pytest.raises(TariffDecided):
        publish_tariff(tariff_id=tariff.pk, by=actor(checker), at=MORNING)
    with pytest.raises(TariffDecided):
        discard_tariff(tariff_id=tariff.pk, by=actor(checker), at=MORNING)
    assert list(Act.objects.filter(act__startswith="settlement.").order_by("pk").values_list("act", flat=True)) == [
        "settlement.draft_tariff",
        "settlement.published_tariff",
    ]


@pytest.mark.parametrize("wrong", [{"party": str(UUID(int=7))}, {"neighbourhood": "nowhere"}, {"channel": "drone"}, {"colour": "red"}])
def test_a_rule_that_names_something_unknown_is_refused_at_publishing_not_widened(maker: Person, checker: Person, wrong: dict[str, str]) -> None:
    tariff = drafted(maker, RuleDraft(wrong, Decimal(0)), CATCH_ALL)
    with pytest.raises(TariffFaulty) as refused:
        publish_tariff(tariff_id=tariff.pk, by=actor(checker), at=MORNING)
    assert refused.value.details["faults"][0]["position"] == 1
    tariff.refresh_from_db()
    assert tariff.status == "draft"


def test_a_tariff_begins_tomorrow_at_the_earliest_and_alone(maker: Person, checker: Person) -> None:
    with pytest.raises(TariffTooSoon):
        publish_tariff(tariff_id=drafted(maker, CATCH_ALL, from_on=TODAY).pk, by=actor(checker), at=MORNING)
    published(maker, checker, CATCH_ALL)
    with pytest.raises(TariffDayTaken):
        published(maker, checker, CATCH_ALL)


def test_terms_that_no_line_could_pay_are_refused(maker: Person) -> None:
    for bad in (RuleDraft({}, Decimal(1)), RuleDraft({}, Decimal("-0.1")), RuleDraft({}, Decimal(0), min_minor=2, max_minor=1)):
        with pytest.raises(Invalid):
            drafted(maker, bad)
    with pytest.raises(Invalid):
        drafted(maker)
    assert Tariff.objects.count() == 1


def test_the_same_key_drafts_once(maker: Person) -> None:
    ask: dict[str, Any] = {"drafts": [CATCH_ALL], "from_on": TOMORROW, "tax_rate": Decimal(0), "key": "k", "by": actor(maker), "at": MORNING}
    assert draft_tariff(**ask) == draft_tariff(**ask)
    assert CommissionRule.objects.filter(tariff__status="draft").count() == 1


def test_only_operators_set_tariffs_and_waits(town: Corner, maker: Person) -> None:
    tariff, officer = drafted(maker, CATCH_ALL), actor(cast.banker("credit_officer"))
    before = standing()
    for by, refusal in ((actor(town.owner), NotFound), (VISITOR, Unauthenticated), (officer, NotFound)):
        with pytest.raises(refusal):
            draft_tariff(drafts=[CATCH_ALL], from_on=TOMORROW, tax_rate=Decimal(0), key="x", by=by, at=MORNING)
        with pytest.raises(refusal):
            publish_tariff(tariff_id=tariff.pk, by=by, at=MORNING)
        with pytest.raises(refusal):
            set_hold_days(days=1, category="grocer", by=by, at=MORNING)
    assert standing() == before
    with pytest.raises(TariffNotFound):
        publish_tariff(tariff_id=10**6, by=actor(maker), at=MORNING)


def test_a_shops_own_wait_goes_before_its_categorys(town: Corner, maker: Person) -> None:
    by = actor(maker)
    set_hold_days(days=7, category="grocer", by=by, at=MORNING)
    set_hold_days(days=0, shop_id=town.shop.pk, by=by, at=MORNING)
    order_in("completed", town)
    assert money_of(town.shop, "held", "available") == (0, 990)
    for days, where in ((91, {"category": "grocer"}), (-1, {"category": "grocer"})):
        with pytest.raises(NoSuchWait):
            set_hold_days(days=days, **where, by=by, at=MORNING)
    for nowhere in ({"category": "zoo"}, {"shop_id": uuid4()}):
        with pytest.raises(NotFound):
            set_hold_days(days=1, **nowhere, by=by, at=MORNING)  # type: ignore[arg-type]


def test_charged_is_what_a_line_brought() -> None:
    assert Charged(1, Decimal(1), 10, 1, 0) == charge(Sold(1, Decimal(1), 10), Rule(1, 1, {}, Decimal("0.1")), Decimal(0))
