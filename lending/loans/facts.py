"""What lending tells of a loan. Never used for scoring. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class LoanOpened(Fact):
    kind: ClassVar[str] = "credit.loan_opened"
    version: ClassVar[int] = 1

    loan: str
    product: str
    limit_minor: int
    principal_minor: int
    annual_rate_ppm: int
    withhold_bp: int
    currency: str


@dataclass(frozen=True, slots=True)
class Repaid(Fact):
    kind: ClassVar[str] = "credit.repaid"
    version: ClassVar[int] = 1

    loan: str
    transaction: str
    how: str
    amount_minor: int
    interest_minor: int
    principal_minor: int
    owed_after_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class LoanClosed(Fact):
    """Everything drawn and all its interest is repaid; a revolving line may be drawn from again."""

    kind: ClassVar[str] = "credit.loan_closed"
    version: ClassVar[int] = 1

    loan: str
    closed_on: str
    currency: str
