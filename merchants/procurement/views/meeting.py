"""Two people at one document: whoever is second sees what the first did, and what she typed stands where she typed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.web.pages import Moved

from .. import rules
from ..models import Line, Order, RevisionLine
from . import reading

Said = Line | RevisionLine
# The forms with something to type, and in which states of the order they are there to be sent again.
FORMS: dict[str, tuple[str, ...]] = {
    "rewrite": ("draft",),
    "amend": ("sent", "changed", "acknowledged"),
    "propose": ("sent",),
    "receive": rules.COMING,
    "count": rules.COMING,
    "accept": rules.COMING,
    "ship": rules.COMING,
    "bill": rules.BILLABLE,
    "return": ("partially_received", "received"),
}
LABELS = {
    "quantity": _("Quantity"),
    "unit": _("Unit price in yuan"),
    "promised": _("Delivered by"),
    "delivered": _("What came"),
    "accepted": _("Accepted"),
    "rejected": _("Refused"),
    "why": _("Why refused"),
    "batch": _("Batch"),
    "expires": _("Expires on"),
    "weight": _("Grams a piece"),
    "reason": _("Reason"),
    "number": _("Your invoice number"),
    "issued": _("Dated"),
    "extra": _("Freight and other, in yuan"),
    "expected": _("Arrives on"),
    "carrier": _("Who brings it"),
    "note": _("A word on it"),
    "amount": _("Amount in yuan"),
}
WORDED: dict[str, Callable[[Said], str]] = {
    "quantity": lambda said: plain(said.quantity),
    "unit": lambda said: to_text(said.unit_minor),
    "promised": lambda said: f"{said.promised_on:%Y-%m-%d}" if said.promised_on else "",
}


def met(order: Order, form: str, sent: QueryDict, refusal: Conflict) -> dict[str, Any]:
    """What the document shows beside its newest state; ``order`` is whole (``queries.document``)."""
    typed = {name: text.strip()[:200] for name, text in sent.items() if isinstance(text, str) and text.strip()}
    rows = list(_moved(order, form, typed, reading.whole(sent.get("revision", "")), reading.whole(sent.get("receipts", ""))))
    # What she did not touch takes the new value; what she typed stays hers.
    kept = {name: text for name, text in typed.items() if not _untouched(order, form, name, text, sent)}
    stands = order.status in FORMS.get(form, ()) and not order.on_hold
    lost = [] if stands else [(_named(order, name), text) for name, text in kept.items() if name.partition("-")[0] in LABELS and text != "0"]
    coming = [str(shipment.pk) for shipment in order.shipments.all() if shipment.status == "on_the_way"]
    into = sent.get("shipment", "")
    return {
        "refusal": refusal,
        "moved": rows,
        "lost": lost,
        "tried": form if stands else "",
        "typed": kept,
        "into": into if into in coming else next(iter(coming), ""),
    }


def _moved(order: Order, form: str, typed: dict[str, str], revision: int, receipts: int) -> Iterator[Moved]:
    if form in {"amend", "propose"}:
        before, now = _worded(order, revision), _worded(order, order.revision)
        for line in order.lines.all():
            for field, told in WORDED.items():
                was, is_now = (told(wording.get(line.position, line)) for wording in (before, now))
                if was != is_now:
                    yield Moved(_named(order, f"{field}-{line.position}"), was, is_now, typed.get(f"{field}-{line.position}", ""))
    elif form == "receive":
        since = [row for receipt in list(order.receipts.all())[receipts:] for row in receipt.lines.all()]
        for line in order.lines.all():
            taken = sum((row.accepted for row in since if row.line_id == line.pk), Decimal(0))
            if taken:
                name, said = f"accepted-{line.position}", typed.get(f"accepted-{line.position}", "")
                yield Moved(_named(order, name), plain(line.kept - taken), plain(line.kept), said)
    elif form == "rewrite":
        for line in order.lines.all():
            said = typed.get(f"quantity-{line.position}", "")
            if said and said != plain(line.quantity):
                yield Moved(_named(order, f"quantity-{line.position}"), "", plain(line.quantity), said)


def _worded(order: Order, number: int) -> dict[int, RevisionLine]:
    return {line.position: line for revision in order.revisions.all() if revision.number == number for line in revision.lines.all()}


def _untouched(order: Order, form: str, name: str, text: str, sent: QueryDict) -> bool:
    """Whether a field of a wording still says what the page had put into it."""
    field, _dash, position = name.partition("-")
    if form not in {"amend", "propose"} or field not in WORDED:
        return False
    line = _worded(order, reading.whole(sent.get("revision", ""))).get(reading.whole(position))
    return line is not None and text.lstrip("¥￥").replace(",", "") == WORDED[field](line)


def _named(order: Order, name: str) -> str:
    """``quantity-2`` as somebody calls it: the second article's quantity."""
    field, _dash, position = name.partition("-")
    label = str(LABELS.get(field, field))
    line = next((line for line in order.lines.all() if str(line.position) == position), None)
    return f"{line.name} · {label}" if line is not None else label
