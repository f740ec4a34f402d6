"""A shop says what it sells ahead; people buy it, and the bank keeps what they paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.codes import new_code
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import MAX_MINOR
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import custody_of, open_accounts
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import MANAGERS, shop_for, shops_where

from .. import access, rules
from ..errors import BadProduct, ProductNotFound
from ..models import Product, Voucher


@dataclass(frozen=True, slots=True)
class Bought:
    """A voucher, with its code where it was made just now: it is told once and can't be read again."""

    voucher: Voucher
    code: str = ""


@entry
def define_product(
    *, shop_id: UUID, sku_id: UUID, name: str, uses: int, price_minor: int, valid_days: int, key: str, by: Actor, at: datetime
) -> Product:
    """Sell so many uses of an article ahead, for one price; the same key defines it once.

    Raises:
        NotFound: not a shop that the actor manages.
        SkuNotFound: not an article of that shop.
        BadProduct: no name, or numbers that make no voucher.
    """
    body = {"shop": shop_id, "sku": sku_id, "name": name, "uses": uses, "price": price_minor, "days": valid_days}
    with once(key, verb="vouchers.define_product", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return Product.objects.get(pk=turn.earlier["product"])
        if not 0 < len(name.strip()) <= 60 or not 1 <= uses <= 500 or not uses <= price_minor <= MAX_MINOR or not 1 <= valid_days <= 1095:
            raise BadProduct
        if not Sku.objects.filter(pk=sku_id, shop=shop, archived_at=None).exists():
            raise SkuNotFound
        product = Product.objects.create(
            shop=shop, sku_id=sku_id, name=name.strip(), uses=uses, price_minor=price_minor, valid_days=valid_days, created_at=at
        )
        open_accounts([custody_of(shop.party_id)])
        record(
            "vouchers.define_product",
            target=product,
            by=by,
            at=at,
            after={"name": product.name, "uses": uses, "price_minor": price_minor},
            about=shop.pk,
        )
        turn.remember(product=product.pk)
        return product


@entry
def stop_product(*, product_id: UUID, by: Actor, at: datetime) -> Product:
    """Sell no more of it; what people hold stays good. Again: nothing changes. Raises ``ProductNotFound``."""
    mine = Product.objects.filter(pk=product_id, shop__in=shops_where(by, MANAGERS))
    product = mine.select_related("shop").first()
    if product is None:
        raise ProductNotFound
    if mine.filter(status=Product.Status.ON_SALE).update(status=Product.Status.STOPPED):
        record(
            "vouchers.stop_product", target=product, by=by, at=at, before={"status": "on_sale"}, after={"status": "stopped"}, about=product.shop_id
        )
    product.status = Product.Status.STOPPED
    return product


@entry
def buy_voucher(*, product_id: UUID, method: str, key: str, by: Actor, at: datetime) -> Bought:
    """Buy one: the money goes into the bank's custody. The same key buys once, and tells the code the first time only.

    Raises:
        Unauthenticated: nobody is signed in.
        ProductNotFound: it is not sold, or the bank has stopped its shop.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="vouchers.buy", by=by, body={"product": product_id, "method": method}, at=at) as turn:
        if turn.earlier:
            return Bought(access.voucher_for_holder(by, UUID(turn.earlier["voucher"])))
        product = Product.objects.select_related("shop").filter(pk=product_id, status=Product.Status.ON_SALE).first()
        if product is None or product.shop.suspended_at is not None:
            raise ProductNotFound
        voucher, code = _drafted(product, by.party_id, at)
        voucher.save(force_insert=True)
        payee = Payee("voucher", voucher.pk, custody_of(product.shop.party_id), voucher.price_minor)
        create_payment(payer_id=by.party_id, method=method, payees=[payee], by=by, at=at)
        record("vouchers.buy", target=voucher, by=by, at=at, after={"price_minor": voucher.price_minor})
        turn.remember(voucher=voucher.pk)
        return Bought(access.voucher_for_holder(by, voucher.pk), code)


@entry
def renew_code(*, voucher_id: UUID, by: Actor, at: datetime) -> Bought:
    """Make a new code for a voucher; the old one is good no more. Raises ``VoucherNotFound``."""
    voucher = access.voucher_for_holder(by, voucher_id)
    code = new_code(rules.CODE_LENGTH)
    voucher.code_digest, voucher.last4 = rules.digest_of(code), code[-4:]
    voucher.save(update_fields=["code_digest", "last4"])
    record("vouchers.renew_code", target=voucher, by=by, at=at)
    return Bought(voucher, code)


class VoucherPayable:
    """Joined to the port ``Payable`` as ``voucher``."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """Issuing changes the vouchers' own rows and moves no money."""
        list(Voucher.objects.select_for_update(of=("self",)).filter(pk__in=document_ids).order_by("pk").values_list("pk"))
        return []

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        """What was paid for can be used from now on."""
        issue(voucher_ids=document_ids, payment_id=payment_id, by=by, at=at)


@inner
def issue(*, voucher_ids: Sequence[UUID], payment_id: UUID, by: Actor, at: datetime) -> None:
    waiting = Voucher.objects.filter(pk__in=voucher_ids, status=Voucher.Status.PENDING)
    parties = set(waiting.values_list("shop__party", flat=True))
    waiting.update(status=Voucher.Status.ISSUED, payment_id=payment_id)
    nudge(parties, "vouchers")


def _drafted(product: Product, holder_id: UUID, at: datetime) -> tuple[Voucher, str]:
    code = new_code(rules.CODE_LENGTH)
    voucher = Voucher(
        id=uuid7(),
        product=product,
        shop_id=product.shop_id,
        holder_id=holder_id,
        code_digest=rules.digest_of(code),
        last4=code[-4:],
        uses=product.uses,
        remaining=product.uses,
        price_minor=product.price_minor,
        bought_at=at,
        expires_at=at + timedelta(days=product.valid_days),
    )
    return voucher, code
