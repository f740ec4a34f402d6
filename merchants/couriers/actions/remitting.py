"""What firms of riders took of shops is sent to them, a business day at a time, and sent again where it came back."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date, end_of
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, bank_account, post_transfer
from ecosystem.payments.public import Destination, clearing_of, disburse

from .. import rules
from ..models import Dispatch, Remittance

Status = Remittance.Status
PORT, BY = "courier_remittance", platform("couriers.remit")
# What the rail tells may follow what stood here before.
BEFORE = {"succeeded": (Status.SENT,), "failed": (Status.SENT,), "returned": (Status.SENT, Status.SUCCEEDED)}


def remit_all(*, at: datetime) -> int:
    """Send every firm what it took until the end of yesterday, and what came back long enough ago; how many were sent. Safe to repeat."""
    yesterday = business_date(at) - timedelta(days=1)
    made = [remit(courier=name, on=yesterday, at=at) for name, _firm in ports.couriers]
    back = Remittance.objects.filter(status__in=(Status.FAILED, Status.RETURNED), sent_at__lte=at - rules.SENT_AGAIN_AFTER)
    again = [remit_again(remittance_id=found, at=at) for found in back.order_by("sent_at").values_list("pk", flat=True)[:50]]
    return sum(1 for one in [*made, *again] if one)


@entry
def remit(*, courier: str, on: date, at: datetime) -> Remittance | None:
    """Send a firm what it took until the end of a day; ``None`` where that is nothing, or was sent already. The day is its key.

    An errand that ended in time and was paid only later is in the next day's.
    """
    firm = ports.couriers.named(courier)
    if firm is None or Remittance.objects.filter(courier=courier, on=on).exists():
        return None
    # The lock makes another worker wait here, and then find nothing left.
    waiting = Dispatch.objects.filter(courier=courier, remittance=None, transfer_id__isnull=False, ended_at__lt=end_of(on))
    taken = waiting.select_for_update(no_key=True)
    rows = list(taken.order_by("pk").values_list("pk", "fee_minor"))
    if not rows:
        return None
    books: Counter[str] = Counter()
    for pk, fee_minor in rows:
        books[bank_account("courier", spread_by=str(pk))] += fee_minor or 0
    account = firm.account()
    made = Remittance(id=uuid7(), courier=courier, on=on, errands=len(rows), amount_minor=sum(books.values()), account_no=account.account_no)
    legs = [*(Leg(book, -amount) for book, amount in sorted(books.items())), Leg(clearing_of(made.pk), made.amount_minor)]
    made.transfer_id = post_transfer(key=f"remittance/{made.pk}", kind="courier_remittance", legs=legs, at=at)
    made.made_at, made.sent_at, made.disbursement_id = at, at, _hand_to_rail(made, account, at=at)
    made.save(force_insert=True)
    Dispatch.objects.filter(pk__in=[pk for pk, _fee in rows]).update(remittance=made)
    told = {"courier": courier, "on": on.isoformat(), "errands": made.errands, "amount_minor": made.amount_minor}
    record("couriers.remit", target=f"remittance/{made.pk}", by=BY, at=at, after=told)
    return made


@entry
def remit_again(*, remittance_id: UUID, at: datetime) -> Remittance | None:
    """Send what came back to where its firm wants it now; ``None`` where it did not come back, or went already."""
    found = Remittance.objects.select_for_update().filter(pk=remittance_id, status__in=(Status.FAILED, Status.RETURNED)).first()
    firm = ports.couriers.named(found.courier) if found else None
    if found is None or firm is None:
        return None
    account = firm.account()
    found.status, found.reference, found.sent_at, found.account_no = Status.SENT, "", at, account.account_no
    found.disbursement_id = _hand_to_rail(found, account, at=at)
    found.save(update_fields=["status", "reference", "sent_at", "account_no", "disbursement_id"])
    record("couriers.remit_again", target=f"remittance/{found.pk}", by=BY, at=at, after={"account_no": account.account_no})
    return found


@inner
def _hand_to_rail(row: Remittance, account: ports.CourierAccount, *, at: datetime) -> UUID:
    to = Destination(account.rail, account.bank_code, account.account_no, account.holder)
    return disburse(port=PORT, document_id=row.pk, amount_minor=row.amount_minor, to=to, at=at).pk


class RemittanceDisbursed:
    """Joined to the port ``Disbursed``."""

    def told(self, *, document_id: UUID, status: str, reference: str, transfer_id: UUID | None, at: datetime) -> None:
        Remittance.objects.filter(pk=document_id, status__in=BEFORE[status]).update(status=status, reference=reference)
