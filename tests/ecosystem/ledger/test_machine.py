"""The ledger beside a model of it that fits on one page, through random histories of transfers and holds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ecosystem.ledger.models import Account
from ecosystem.ledger.prove import PROOF
from ecosystem.ledger.public import (
    HoldExceeded,
    HoldResolved,
    InsufficientFunds,
    Leg,
    TransferDiffers,
    expire_holds,
    place_hold,
    post_hold,
    post_transfer,
    void_hold,
)

from .books import AT, CASH, check_now, funded

REFUSALS = (HoldExceeded, HoldResolved, InsufficientFunds, TransferDiffers)
PARTIES = 3
NUMBERS = st.integers(0, PARTIES - 1)
AMOUNTS = st.integers(1, 120)
KEYS = st.integers(0, 11).map("k{}".format)


@dataclass
class ModelHold:
    account: int
    amount: int
    expires: int
    status: str = "pending"
    used_as: tuple[str, tuple[object, ...]] | None = None


@dataclass
class Model:
    """Balances, what is held of them, which key said what. Answers the refusal that is due, or ``None``."""

    balance: list[int] = field(default_factory=lambda: [100, 50, 0])
    said: dict[str, tuple[object, ...]] = field(default_factory=dict)
    holds: dict[str, ModelHold] = field(default_factory=dict)

    def held(self, account: int) -> int:
        return sum(hold.amount for hold in self.holds.values() if hold.account == account and hold.status == "pending")

    def move(self, key: str, source: int, target: int, amount: int, hold: ModelHold | None = None) -> type[Exception] | None:
        content = (source, target, amount, id(hold) if hold else None)
        if key in self.said:
            return None if self.said[key] == content else TransferDiffers
        if self.balance[source] - self.held(source) + (hold.amount if hold else 0) < amount:
            return InsufficientFunds
        self.said[key] = content
        self.balance[source] -= amount
        self.balance[target] += amount
        return None

    def place(self, key: str, account: int, amount: int, expires: int) -> type[Exception] | None:
        if key in self.holds:
            earlier = self.holds[key]
            return None if (earlier.account, earlier.amount) == (account, amount) else TransferDiffers
        if self.balance[account] - self.held(account) < amount:
            return InsufficientFunds
        self.holds[key] = ModelHold(account, amount, expires)
        return None

    def use(self, hold: ModelHold, key: str, target: int, amount: int, now: int) -> type[Exception] | None:
        content = (hold.account, target, amount)
        if hold.used_as and hold.used_as[0] == key:
            return None if hold.used_as[1] == content else TransferDiffers
        if hold.status != "pending" or hold.expires <= now:
            return HoldResolved
        if amount > hold.amount:
            return HoldExceeded
        refusal = self.move(key, hold.account, target, amount, hold)
        if refusal is None:
            hold.status, hold.used_as = "posted", (key, content)
        return refusal


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model, self.now, self.hold_ids = Model(), 0, dict[str, UUID]()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.codes = [funded(amount) for amount in self.model.balance]

    def teardown(self) -> None:
        check_now()
        assert [line for line in PROOF.prove() if line.differences] == []
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @property
    def at(self):  # type: ignore[no-untyped-def]
        return AT + timedelta(minutes=self.now)

    def legs(self, source: int, target: int, amount: int) -> list[Leg]:
        return [Leg(self.codes[target], amount), Leg(self.codes[source], -amount)]

    @contextmanager
    def answered(self, due: type[Exception] | None):  # type: ignore[no-untyped-def]
        given: type[Exception] | None = None
        try:
            with transaction.atomic():
                yield
        except REFUSALS as refusal:
            given = type(refusal)
        assert given is due

    @rule(key=KEYS, source=NUMBERS, step=st.integers(1, PARTIES - 1), amount=AMOUNTS)
    def move(self, key: str, source: int, step: int, amount: int) -> None:
        target = (source + step) % PARTIES
        with self.answered(self.model.move(key, source, target, amount)):
            post_transfer(key=key, kind="move", legs=self.legs(source, target, amount), at=self.at)

    @rule(key=KEYS, account=NUMBERS, amount=AMOUNTS, minutes=st.integers(1, 5))
    def place(self, key: str, account: int, amount: int, minutes: int) -> None:
        with self.answered(self.model.place(key, account, amount, self.now + minutes)):
            expires_at = self.at + timedelta(minutes=minutes)
            self.hold_ids[key] = place_hold(key=key, account=self.codes[account], amount_minor=amount, expires_at=expires_at, at=self.at)

    @precondition(lambda self: self.hold_ids)
    @rule(data=st.data(), key=KEYS, step=st.integers(1, PARTIES - 1), amount=AMOUNTS)
    def use(self, data: st.DataObject, key: str, step: int, amount: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.hold_ids)))
        hold = self.model.holds[name]
        target = (hold.account + step) % PARTIES
        with self.answered(self.model.use(hold, key, target, amount, self.now)):
            post_hold(hold_id=self.hold_ids[name], legs=self.legs(hold.account, target, amount), key=key, kind="move", at=self.at)

    @precondition(lambda self: self.hold_ids)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.hold_ids)))
        hold = self.model.holds[name]
        with self.answered(None if hold.status in ("pending", "voided") else HoldResolved):
            void_hold(hold_id=self.hold_ids[name], at=self.at)
        hold.status = "voided" if hold.status == "pending" else hold.status

    @rule(minutes=st.integers(1, 3))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes
        late = [hold for hold in self.model.holds.values() if hold.status == "pending" and hold.expires <= self.now]
        for hold in late:
            hold.status = "expired"
        # The verb without its own transaction: the whole history is rolled back in the end.
        assert expire_holds.__wrapped__(at=self.at) == len(late)  # type: ignore[attr-defined]

    @invariant()
    def both_agree(self) -> None:
        rows = {row.code: (row.balance_minor, row.held_minor) for row in Account.objects.filter(code__in=[*self.codes, CASH])}
        assert [rows[code] for code in self.codes] == [(self.model.balance[n], self.model.held(n)) for n in range(PARTIES)]
        assert rows[CASH][0] == -sum(self.model.balance)


@pytest.mark.django_db
def test_the_ledger_does_what_its_model_does() -> None:
    quick = settings(max_examples=200, stateful_step_count=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Books, settings=quick)
