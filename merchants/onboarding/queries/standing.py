"""How a file stands: its checklist, and how far its owner has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from ecosystem.kernel.actor import Actor
from ecosystem.ledger.public import Account, deposit_of
from merchants.catalog.public import Sku
from merchants.shops.public import OpeningInterval, Shop

from .. import access, rules
from ..models import MerchantFile, Requirement, Submission
from ..presets import preset_of
from ..rules.papers import Item


def requirements() -> list[Requirement]:
    return list(Requirement.objects.order_by("from_on", "pk"))


def papers_of(file: MerchantFile) -> list[Submission]:
    return list(Submission.objects.filter(file=file).select_related("document").order_by("position"))


def next_position(file: MerchantFile) -> int:
    """For whoever holds the file."""
    return (Submission.objects.filter(file=file).aggregate(last=Max("position"))["last"] or 0) + 1


def checklist_of(file: MerchantFile, *, on: date) -> list[Item]:
    """Two statements: what is asked that day, and what was handed in."""
    asked = rules.asked_of(requirements(), legal_form=file.legal_form, trade=file.trade, on=on)
    return rules.checklist(asked, papers_of(file), on=on)


def may_trade(file: MerchantFile) -> bool:
    """A settlement account, and at least one shop with an address and weekly hours."""
    if file.party_id is None or not Account.objects.filter(code=deposit_of(file.party_id)).exists():
        return False
    addressed = Shop.objects.filter(party=file.party_id).exclude(address_zh="", address_en="")
    return addressed.filter(Exists(OpeningInterval.objects.filter(shop=OuterRef("pk")))).exists()


def file_of(actor: Actor, party_id: UUID | None = None) -> MerchantFile | None:
    """The file of a party that the actor owns; without one, the file that she has begun, else her latest."""
    files = access.own_files(actor)
    if party_id is not None:
        return files.filter(party=party_id).first()
    return files.filter(party=None).first() or files.order_by("-opened_at", "-pk").first()


def reports_read_first(party_id: UUID) -> tuple[str, ...]:
    """Which reports the party's trade reads before the others; none of a party that never began a file."""
    trade = MerchantFile.objects.filter(party=party_id).values_list("trade", flat=True).first()
    return preset_of(trade).reports if trade else ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a first day has come; ``shop`` is the first one of the file's party."""

    shop: Shop | None
    goods: int
    done: int
    steps: int = 4

    @property
    def percent(self) -> int:
        return self.done * 100 // self.steps


def progress_of(file: MerchantFile, items: list[Item]) -> Progress:
    shop = Shop.objects.filter(party=file.party_id).order_by("opened_on", "pk").first() if file.party_id else None
    goods = Sku.objects.filter(shop=shop, archived_at=None, on_sale=True).count() if shop else 0
    sent = file.status not in {MerchantFile.Status.DRAFT, MerchantFile.Status.NEEDS_INFO}
    handed = bool(items) and all(item.is_handed_in for item in items if item.required)
    return Progress(shop, goods, 1 + (shop is not None) + (goods > 0) + (sent or handed))
