"""Setting headroom aside for a purchase, letting it go, and handing part of it over to a payment.

The order is always consent, line, limit nodes root to leaf; the earmark itself is guarded by its node.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import require_grant
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from lending.limits.public import cancel, expire, locked_path, reserve, trim
from lending.loans.public import Facility, require_drawable, require_within
from lending.portraits.public import PURPOSE

from .. import queries
from ..errors import NoLineOpen
from ..models import Earmark, EarmarkDraw

KEEPER = platform("earmarks")
# Goods are ordered, delivered and billed within this; after it the headroom is anybody's again.
HELD_FOR = timedelta(days=90)


@inner
def set_aside(*, payer_id: UUID, document_id: UUID, amount_minor: int, at: datetime) -> Earmark:
    """Exactly so much of the payer's open line is set aside for the document, from now on for ninety days or to the line's end.

    Raises:
        NoLineOpen: the payer has none; nobody borrows here who is not a business.
        ConsentWithdrawn: her data may no longer be used to lend.
        LineNotDrawable: it has ended or is frozen.
        PrincipalOutOfRange: less than the line's least draw, or more than its limit.
        LimitFrozen, LimitExceeded: a limit is frozen, or has less headroom than that.
    """
    line = open_line_of(payer_id, at=at)
    earmark = _held(line, document_id, at=at)
    if amount_minor < earmark.aside_minor:
        return _shrink(earmark, amount_minor, at=at)
    if amount_minor > earmark.aside_minor:
        require_within(amount_minor, min(line.product.min_principal_minor, line.limit_minor), line.limit_minor)
        if earmark.aside_minor:
            cancel(key=earmark.key, at=at)
        reserve(node_id=line.limit_node_id, amount_minor=amount_minor, key=earmark.key_of(earmark.turn + 1), at=at)
        earmark.hold_until = min(business_date(at) + HELD_FOR, line.expires_on)
        _keep(earmark, amount_minor, at=at)
    return earmark


@inner
def keep_at_most(*, document_id: UUID, amount_minor: int, at: datetime) -> None:
    """No more than so much stays set aside. Frozen, over or ended, it always works; the line itself is not needed."""
    # Looked at without a lock: it grows only in the hands of whoever holds the document, and that is the caller.
    found = Earmark.objects.filter(document_id=document_id, aside_minor__gt=amount_minor).values_list("limit_node_id", flat=True).first()
    if found is None:
        return
    locked_path(found)
    earmark = Earmark.objects.get(document_id=document_id)
    if amount_minor < earmark.aside_minor:
        _shrink(earmark, amount_minor, at=at)


@inner
def hand_over(*, payer_id: UUID, document_id: UUID, pays_id: UUID, amount_minor: int, at: datetime) -> EarmarkDraw:
    """Of what is set aside so much is for the payment that follows in this transaction; what was not set aside, the line must still have.

    Until the commit nobody else gets at it: we hold the limits. Raises ``NoLineOpen``, ``ConsentWithdrawn`` or ``LineNotDrawable``.
    """
    line = open_line_of(payer_id, at=at)
    earmark = _held(line, document_id, at=at)
    if earmark.aside_minor:
        # A line that was cut pays what comes first; what is set aside for later is as much less.
        over = min(0, *(node.headroom_minor for node in locked_path(line.limit_node_id)))
        _shrink(earmark, max(earmark.aside_minor + over - amount_minor, 0), at=at)
    return EarmarkDraw.objects.create(earmark=earmark, pays_id=pays_id, amount_minor=amount_minor, at=at)


def expire_earmarks(*, at: datetime, limit: int = 200) -> int:
    """Let go of what nobody drew in time, each by itself; answers how many. Safe to run twice, or by two workers."""
    return sum(expire_earmark(earmark_id=earmark_id, at=at) for earmark_id in queries.overdue(business_date(at), limit))


@entry
def expire_earmark(*, earmark_id: UUID, at: datetime) -> bool:
    """Whether it was still held and its time is over; the borrower is told."""
    locked_path(Earmark.objects.values_list("limit_node_id", flat=True).get(pk=earmark_id))
    earmark = Earmark.objects.get(pk=earmark_id)
    if not earmark.aside_minor or earmark.hold_until > business_date(at):
        return False
    amount = earmark.aside_minor
    expire(key=earmark.key, at=at)
    earmark.aside_minor = 0
    earmark.save(update_fields=["aside_minor"])
    record("lending.earmark.expire", target=earmark, by=KEEPER, at=at, before={"aside_minor": amount})
    notify(earmark.borrower_id, "earmark_ran_out", f"earmark/{earmark.pk}/{earmark.turn}", {"amount": to_text(amount)}, at=at)
    nudge([earmark.borrower_id], "credit")
    return True


@inner
def open_line_of(payer_id: UUID, *, at: datetime) -> Facility:
    """The open line of a business, held, from which something may be drawn now. Raises as ``hand_over``."""
    if not Party.objects.filter(pk=payer_id, kind__in=[Party.Kind.SOLE_TRADER, Party.Kind.COMPANY]).exists():
        raise NoLineOpen
    if not Facility.objects.of(payer_id).open().exists():
        raise NoLineOpen
    require_grant(party_id=payer_id, purpose=PURPOSE, at=at)
    line = Facility.objects.of(payer_id).open().locked().select_related("product").first()
    if line is None:
        raise NoLineOpen
    require_drawable(line, at=at)
    return line


@inner
def _held(line: Facility, document_id: UUID, *, at: datetime) -> Earmark:
    """The document's earmark on the line, its limit held; a new one holds nothing."""
    locked_path(line.limit_node_id)
    fresh = {"borrower_id": line.borrower_id, "limit_node_id": line.limit_node_id, "hold_until": line.expires_on, "made_at": at}
    earmark, _made = Earmark.objects.get_or_create(document_id=document_id, defaults=fresh)
    if earmark.borrower_id != line.borrower_id:
        raise NoLineOpen
    return earmark


@inner
def _shrink(earmark: Earmark, amount_minor: int, *, at: datetime) -> Earmark:
    if amount_minor:
        trim(key=earmark.key, to_key=earmark.key_of(earmark.turn + 1), amount_minor=amount_minor, at=at)
    else:
        cancel(key=earmark.key, at=at)
    return _keep(earmark, amount_minor, at=at)


@inner
def _keep(earmark: Earmark, amount_minor: int, *, at: datetime) -> Earmark:
    before, earmark.aside_minor = earmark.aside_minor, amount_minor
    earmark.turn += bool(amount_minor)
    earmark.save(update_fields=["aside_minor", "turn", "hold_until"])
    told = {"document": earmark.document_id, "aside_minor": amount_minor}
    record("lending.earmark.keep", target=earmark, by=KEEPER, at=at, before={"aside_minor": before}, after=told)
    nudge([earmark.borrower_id], "credit")
    return earmark
