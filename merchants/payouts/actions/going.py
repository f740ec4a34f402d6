"""A payout goes: claims first, then the reserve and the fee, then the rest to the shop, in one transfer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.feed.public import MONEY, publish, thing
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import CNY, to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, available_of, balance_of, bank_account, deposit_of, open_accounts, post_transfer, reserve_of
from ecosystem.notices.public import notify, nudge
from ecosystem.payments.public import Destination, clearing_of, disburse
from merchants.shops.public import Shop

from .. import rules
from ..facts import PayoutMade
from ..models import Deduction, Payout, PayoutTerms

PORT = "payout"
Status = Payout.Status


@inner
def go(payout: Payout, shop: Shop, *, terms: PayoutTerms, source: str, by: Actor, at: datetime) -> None:
    """Send a payout that needs nobody's approval any more; ``source`` is where its money is.

    Claimants are asked before any account is locked, and each payout asks them once: a payout that comes back is sent
    again as it was.
    """
    claims = _claims_on(payout, shop, at=at)
    payout.withheld_minor = sum(claim.amount_minor for _name, claim in claims)
    left = payout.gross_minor - payout.withheld_minor
    if terms.reserve_bp:
        open_accounts([reserve_of(shop.party_id)])
        balance = balance_of(reserve_of(shop.party_id))
        payout.reserved_minor = rules.kept_in_reserve(left, reserve_bp=terms.reserve_bp, cap_minor=terms.reserve_cap_minor, balance_minor=balance)
    payout.fee_minor = rules.same_day_fee(payout.schedule, left - payout.reserved_minor)
    payout.net_minor = left - payout.reserved_minor - payout.fee_minor
    elsewhere = bool(terms.rail) and payout.net_minor > 0
    target = clearing_of(payout.pk) if elsewhere else deposit_of(shop.party_id)
    fresh = payout.status != Status.DRAFT
    transfer_id = post_transfer(
        key=f"payout/{payout.pk}" if fresh else f"payout/{payout.pk}/approved",
        kind="payout",
        legs=_legs(payout, shop, source=source, target=target, claims=[claim for _name, claim in claims]),
        at=at,
    )
    payout.transfer_id = transfer_id if fresh else payout.transfer_id
    if elsewhere:
        _hand_to_rail(payout, terms, at=at)
    else:
        arrive(payout, shop, transfer_id=transfer_id, at=at)
    payout.save(force_insert=fresh)
    Deduction.objects.bulk_create(
        Deduction(payout=payout, claimant=name, reference=claim.reference, amount_minor=claim.amount_minor, lines=list(claim.lines))
        for name, claim in claims
    )
    told = {"net_minor": payout.net_minor, "withheld_minor": payout.withheld_minor}
    record("payouts.pay_out", target=f"payout/{payout.pk}", by=by, at=at, after=told, about=shop.pk)
    nudge([shop.party_id], "funds")


@inner
def hand_over_again(payout: Payout, shop: Shop, *, terms: PayoutTerms, by: Actor, at: datetime) -> None:
    """Send the net of a payout that came back, by the terms of today; nobody is asked for claims again."""
    if terms.rail:
        _hand_to_rail(payout, terms, at=at)
    else:
        legs = [Leg(clearing_of(payout.pk), -payout.net_minor), Leg(deposit_of(shop.party_id), payout.net_minor)]
        transfer_id = post_transfer(key=f"payout/{payout.pk}/again/{payout.version}", kind="payout", legs=legs, at=at)
        payout.account_no = payout.reference = ""
        arrive(payout, shop, transfer_id=transfer_id, at=at)
    payout.version += 1
    payout.save(update_fields=["status", "arrived_at", "account_no", "reference", "disbursement_id", "version"])
    record(
        "payouts.retry",
        target=f"payout/{payout.pk}",
        by=by,
        at=at,
        after={"status": str(payout.status), "account_no": payout.account_no},
        about=shop.pk,
    )
    nudge([shop.party_id], "funds")


@inner
def _hand_to_rail(payout: Payout, terms: PayoutTerms, *, at: datetime) -> None:
    to = Destination(terms.rail, terms.bank_code, terms.account_no, terms.holder)
    sent = disburse(port=PORT, document_id=payout.pk, amount_minor=payout.net_minor, to=to, at=at)
    payout.status, payout.disbursement_id, payout.account_no, payout.reference = Status.APPROVED, sent.pk, terms.account_no, ""


@inner
def arrive(payout: Payout, shop: Shop, *, transfer_id: UUID, at: datetime) -> None:
    """The shop has its money; the caller saves. The fact is told the first time, the notice each time."""
    if payout.arrived_at is None:
        publish(payout_fact(payout, shop), about=shop.party_id, key=f"payout/{payout.pk}", at=at, standing="settled", transfer_id=transfer_id)
    again = f"/{payout.version}" if payout.arrived_at else ""
    payout.status, payout.arrived_at = Status.SUCCEEDED, at
    notify(shop.party_id, "payout_made", f"payout/{payout.pk}{again}", {"amount": to_text(payout.net_minor)}, at=at)


def payout_fact(payout: Payout, shop: Shop) -> PayoutMade:
    return PayoutMade(
        payout=str(payout.pk),
        gross_minor=payout.gross_minor,
        withheld_minor=payout.withheld_minor,
        net_minor=payout.net_minor,
        currency=CNY,
        account=thing(MONEY, payout.account_no or deposit_of(shop.party_id), within=shop.party_id),
    )


def _legs(payout: Payout, shop: Shop, *, source: str, target: str, claims: list[ports.Claim]) -> list[Leg]:
    netted = payout.netted_minor if source == available_of(shop.party_id) else 0
    return [
        Leg(source, -(payout.gross_minor + netted)),
        Leg(bank_account("advances", spread_by=str(shop.pk)), netted),
        *(Leg(account, amount) for claim in claims for account, amount in claim.legs),
        Leg(reserve_of(shop.party_id), payout.reserved_minor),
        Leg(bank_account("fees", spread_by=str(payout.pk)), payout.fee_minor),
        Leg(target, payout.net_minor),
    ]


def _claims_on(payout: Payout, shop: Shop, *, at: datetime) -> list[tuple[str, ports.Claim]]:
    """Claimants in the order of their names, each from what the earlier ones left."""
    taken: list[tuple[str, ports.Claim]] = []
    for name, claimant in ports.settlement_claims:
        left = payout.gross_minor - sum(claim.amount_minor for _name, claim in taken)
        view = ports.PayoutView(payout_id=payout.pk, party_id=shop.party_id, currency=CNY, base_minor=left)
        claims = [claim for claim in claimant.claims(payout=view, at=at) if claim.amount_minor]
        if sum(claim.amount_minor for claim in claims) > left or any(sum(a for _c, a in claim.legs) != claim.amount_minor for claim in claims):
            raise ValueError(f"{name} claims more than there is, or legs that do not sum to its claim")
        taken += [(name, claim) for claim in claims]
    return taken
