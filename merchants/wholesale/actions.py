"""Loading the wholesaler's year: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from ecosystem.audit.public import record
from ecosystem.demo.public import Rows
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.procurement.public import Supplier

from .copying import Copy, Going
from .errors import DoesNotAddUp, LoadedBefore, NothingToLoad
from .giving_back import give_back
from .models import LeftOver, Load, Tally
from .settling import LOADER, Desk, Wholesaler, settle_buyers, settle_wholesaler
from .shape import Buyer, GivenBack, Purchase, Year
from .source import Own

TOGETHER = 3_000
"""Lines that are written at once: few enough to hold in memory."""
EVENING_BEFORE = timedelta(days=1)
Say = Callable[[str], None]


@entry
def load_year(*, year: Year, own: Own, file_name: str, digest: bytes, at: datetime, say: Say) -> Load:
    """The year as a supplier of the circle, copied in as the verbs would have written it; ``say`` hears how far it is.

    The same file again is not loaded again: what the first time came to is answered.

    Raises:
        LoadedBefore: another file is loaded.
        NothingToLoad: nobody bought anything, or some of it is still to come.
        DoesNotAddUp: what was taken and refused is not what the file holds; not a row of it stays.
    """
    with once(f"load/{digest.hex()}", verb="wholesale.load", by=LOADER, body={"moved_days": year.moved_days}, at=at) as turn:
        if turn.earlier:
            return Load.objects.get(pk=turn.earlier["load"])
        if Load.objects.exists():
            raise LoadedBefore
        if not year.buyers or any(event.at >= at for buyer in year.buyers for event in buyer.events):
            raise NothingToLoad
        wholesaler = settle_wholesaler(year.offers, at=min(buyer.since for buyer in year.buyers) - EVENING_BEFORE)
        say(f"{len(year.offers)} articles on the price list")
        say(f"{copy_in(year.buyers, wholesaler, say=say)} rows of trade")
        load = write_report(year, own, wholesaler.supplier, file_name=file_name, digest=digest, at=at)
        turn.remember(load=load.pk)
        return load


@inner
def copy_in(buyers: Iterable[Buyer], wholesaler: Wholesaler, *, say: Say) -> int:
    """Settle these customers and write their trade; answers how many rows."""
    copy = Copy(wholesaler)
    written = orders = 0
    for batch in _batches(buyers):
        for desk in settle_buyers(batch, wholesaler):
            orders += _relive(copy, desk)
        written += copy.write()
        say(f"{orders} orders")
    return written + copy.close()


def _relive(copy: Copy, desk: Desk) -> int:
    """One customer's year in the order of time; answers how many orders."""
    going: dict[str, Going] = {}
    for event in desk.buyer.events:
        match event:
            case Purchase():
                going[event.invoice] = copy.buy(desk, event)
            case GivenBack():
                give_back(copy, desk, going[event.invoice], event)
    return len(going)


def _batches(buyers: Iterable[Buyer]) -> Iterable[list[Buyer]]:
    batch: list[Buyer] = []
    lines = 0
    for buyer in buyers:
        batch.append(buyer)
        lines += sum(len(event.lines) for event in buyer.events if isinstance(event, Purchase))
        if lines >= TOGETHER:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch


@inner
def write_report(year: Year, own: Own, supplier: Supplier, *, file_name: str, digest: bytes, at: datetime) -> Load:
    require_adds_up(year, own)
    load = draft_load(year, own, file_name=file_name, at=at)
    load.supplier, load.digest = supplier, digest
    load.save(force_insert=True)
    rows = Rows()
    rows.extend(draft_tallies(load, year))
    rows.extend(LeftOver(load=load, **asdict(left)) for left in year.left_over)
    rows.write([Tally, LeftOver])
    record("wholesale.load", target=load, by=LOADER, at=at, after={"lines": load.lines, "taken_minor": load.taken_minor})
    return load


def draft_load(year: Year, own: Own, *, file_name: str, at: datetime) -> Load:
    """The unsaved report of nobody's year yet."""
    return Load(
        file_name=file_name,
        first_on=own.first_at.date(),
        last_on=own.last_at.date(),
        moved_days=year.moved_days,
        lines=own.lines,
        invoices=own.invoices,
        cancelled_lines=own.cancelled_lines,
        net_milli=own.net_milli,
        taken_minor=year.taken_minor,
        refused_minor=year.refused_minor,
        buyers=len(year.buyers),
        orders=year.documents.orders,
        gave_back=year.documents.gave_back,
        returns=sum(isinstance(event, GivenBack) for buyer in year.buyers for event in buyer.events),
        loaded_at=at,
    )


def draft_tallies(load: Load, year: Year) -> list[Tally]:
    """Unsaved; what has most lines first."""
    ordered = sorted(year.tallies.items(), key=lambda item: (-item[1].lines, item[0]))
    return [Tally(load=load, verdict=verdict, **asdict(tally)) for verdict, tally in ordered]


def require_adds_up(year: Year, own: Own) -> None:
    """Every line once, and the sum to the penny, against what the file's own reader summed. Raises ``DoesNotAddUp``."""
    held = year.lines, year.documents.source, year.taken_minor + year.refused_minor
    if held[:2] != (own.lines, own.invoices) or held[2] != own.net_minor:
        raise DoesNotAddUp(found=f"{held[0]}, {to_text(held[2])}", expected=f"{own.lines}, {to_text(own.net_minor)}")
