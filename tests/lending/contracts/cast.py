"""An offer that waits to be taken, and signers who fail in the ways that signers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import override_settings

from ecosystem import ports
from ecosystem.feed.models import FactRow
from ecosystem.kernel.actor import Actor, platform
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.once.models import Effect
from lending.contracts.development import DevelopmentKeys, Held
from lending.contracts.models import Contract, Signature
from lending.limits.public import LimitNode
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.loans.models import Draw, Facility
from lending.offers.public import Offer, qualify
from tests.lending.cast import Merchant
from tests.lending.trade import AT

SOON = AT + timedelta(hours=1)


def offered(shop: Merchant) -> Offer:
    made = qualify(party_id=shop.party_id, by=platform("test"), at=AT).offer
    assert made is not None
    return made


def accept(offer: Offer, by: Actor, *, principal: int | None = None, key: str = "k", at: datetime = SOON) -> Facility:
    terms = ChosenTerms(principal_minor=principal or offer.amount_max_minor, purpose="stock", agreed=True)
    return accept_offer(offer_id=offer.pk, terms=terms, key=key, by=by, at=at)


def nothing_was_lent(offer: Offer) -> bool:
    """The offer stands, and there is no contract, line, limit, draw, fact or key, and no money."""
    offer.refresh_from_db()
    assert offer.status == "open"
    rows = [model for model in (Contract, Signature, Facility, LimitNode, Draw, Effect) if model.objects.exists()]
    assert rows == []
    assert not FactRow.objects.filter(kind="credit.loan_opened").exists()
    return balance_of(deposit_of(offer.party_id)) == 0


@dataclass
class OddKeys(DevelopmentKeys):
    """Keys of the development authority, with something that happens on the way."""

    sign: Callable[[Held, bytes], bytes] = field(default=Held.sign)
    before: Callable[[], Any] = field(default=lambda: None)
    trusts: Sequence[bytes] | None = None
    stamps: Callable[[bytes], bytes] | None = None

    def for_bank(self, *, at: datetime) -> Any:
        self.before()
        held, keys = super().for_bank(at=at), self

        class Odd:
            certificate, chain = held.certificate, held.chain

            def sign(self, content: bytes) -> bytes:
                return keys.sign(held, content)

        return Odd()

    def stamp(self, *, request: bytes, at: datetime) -> bytes:
        return self.stamps(request) if self.stamps else super().stamp(request=request, at=at)

    def roots(self) -> Sequence[bytes]:
        return super().roots() if self.trusts is None else self.trusts


@contextmanager
def signed_by(keys: ports.SigningKeys) -> Iterator[None]:
    ports.signing_keys.join("odd", keys)
    try:
        with override_settings(SIGNING_KEYS="odd"):
            yield
    finally:
        ports.signing_keys.leave("odd")
