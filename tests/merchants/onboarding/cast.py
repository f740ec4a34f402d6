"""Short ways through a file in the tests: papers with right numbers, a scanner in a good mood, two operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from ecosystem.identity.public import Person
from ecosystem.kernel.pictures import without_traces
from ecosystem.places.public import Landmark, Neighbourhood
from merchants.onboarding import actions
from merchants.onboarding.actions import Handed
from merchants.onboarding.models import MerchantFile, Submission
from merchants.onboarding.simulated_scanner import SimulatedScanner
from merchants.shops.public import Shop, every_day
from tests import cast
from tests.cast import MORNING, STREET, actor
from tests.pictures import PHONE_JPEG, drawn

USCC = "91110000600037341L"
IDENTITY = "360426199101010071"
FOOD = "JY13101150012345"
JPEG, PNG = without_traces(PHONE_JPEG), drawn(8)
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 20 + b"%%EOF\n"
NUMBERS = {"identity": IDENTITY, "licence": USCC, "food": FOOD, "drug": "DA0212345"}
NEXT_YEAR = date(2027, 11, 3)
AT_HOME = {"name_zh": "巷口面馆", "landmark": "pine", "address_zh": "12 号", "opens": "06:30", "closes": "21:00"}


@dataclass(frozen=True)
class Desk:
    maker: Person
    checker: Person


def desk() -> Desk:
    return Desk(cast.banker("operator", "maker"), cast.banker("operator", "checker"))


@transaction.atomic
def place() -> Landmark:
    known = Landmark.objects.filter(code="pine").first()
    if known:
        return known
    where: dict[str, Any] = {"lat": STREET[0], "lng": STREET[1]}
    area = Neighbourhood.objects.create(code="n1", name_zh="松里", name_en="Pines", **where)
    return Landmark.objects.create(code="pine", neighbourhood=area, name_zh="松园", name_en="Pine Court", **where)


def begun(founder: Person, *, trade: str = "noodles", form: str = "sole_trader", at: datetime = MORNING) -> MerchantFile:
    return actions.begin_file(legal_form=form, trade=trade, by=actor(founder), at=at)


def opened(founder: Person, *, trade: str = "noodles", form: str = "sole_trader", at: datetime = MORNING) -> tuple[MerchantFile, Shop]:
    place()
    file = begun(founder, trade=trade, form=form, at=at)
    shop = actions.open_first_shop(file_id=file.pk, values=AT_HOME, hours=every_day(0, 1440), key=uuid4().hex, by=actor(founder), at=at)
    file.refresh_from_db()
    return file, shop


def handed(kind: str, *, until: date | None = NEXT_YEAR, content: bytes = PNG) -> Handed:
    last = until if kind in {"food", "drug", "licence", "identity"} else None
    return Handed(kind=kind, number=NUMBERS.get(kind, ""), expires_on=last, content=content)


def hand_in(file: MerchantFile, owner: Person, kind: str, *, at: datetime = MORNING, **more: Any) -> Submission:
    return actions.hand_in(file_id=file.pk, handed=handed(kind, **more), key=uuid4().hex, by=actor(owner), at=at)


def scan(at: datetime = MORNING, mood: str = "prompt") -> int:
    return actions.scan_due(scanner=SimulatedScanner(mood), at=at)


def submitted(founder: Person, *, at: datetime = MORNING, **more: Any) -> tuple[MerchantFile, Shop]:
    file, shop = opened(founder, at=at, **more)
    for kind in ("identity", "licence", "food"):
        hand_in(file, founder, kind, at=at)
    scan(at)
    actions.send_off(file_id=file.pk, by=actor(founder), at=at)
    file.refresh_from_db()
    return file, shop


def accept_all(file: MerchantFile, operator: Person, at: datetime = MORNING) -> None:
    for paper in Submission.objects.filter(file=file, status="pending"):
        actions.accept_paper(paper_id=paper.pk, by=actor(operator), at=at)


def recommended(founder: Person, who: Desk, *, at: datetime = MORNING) -> tuple[MerchantFile, Shop]:
    file, shop = submitted(founder, at=at)
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=at)
    accept_all(file, who.maker, at)
    actions.recommend_file(file_id=file.pk, by=actor(who.maker), at=at)
    file.refresh_from_db()
    return file, shop


def active(founder: Person, who: Desk, *, at: datetime = MORNING) -> tuple[MerchantFile, Shop]:
    file, shop = recommended(founder, who, at=at)
    file = actions.approve_file(file_id=file.pk, by=actor(who.checker), at=at)
    return file, shop


def goods(shop: Shop, owner: Person, *, stock: str = "50") -> Any:
    return cast.article(shop, owner, name="Noodles", price_minor=1_200, stock=stock)


ONE, DAY = Decimal(1), timedelta(days=1)
