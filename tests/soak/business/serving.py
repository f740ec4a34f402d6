"""What residents and the shop do about orders, coupons, vouchers and claims."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from merchants.aftersale import actions as aftersale
from merchants.aftersale.actions import Application
from merchants.aftersale.models import Case
from merchants.aftersale.rules import Asked
from merchants.customers.actions import pay_tab
from merchants.customers.models import OpenItem
from merchants.customers.public import make_link
from merchants.orders.models import Order
from merchants.orders.public import Wanted, accept_order, cancel_order, hand_over, mark_ready, reject_order, send_out
from merchants.promotions import actions as promotions
from merchants.promotions.models import Coupon, Promotion
from merchants.stock.actions import decide_quarantine
from merchants.stock.models import Quarantine
from merchants.till.actions import redeem_voucher, ring_up, undo_redemption
from merchants.vouchers import actions as vouchers
from merchants.vouchers.models import Product, Redemption, Voucher
from residents.baskets.actions import checkout, pay_order, put_in_basket
from tests.cast import actor
from tests.trading import wish

from .town import Chance, verb

BANK = "bank_account"


def _orders(status: str, **more: object):  # type: ignore[no-untyped-def]
    return Order.objects.filter(status=status, **more)


@verb
def check_out(c: Chance) -> object:
    who = c.resident
    for _ in range(c.lot.randint(1, 2)):
        put_in_basket(sku_id=c.sku.pk, quantity=c.few(), options=(), by=actor(who), at=c.at)
    channel = c.lot.choice(["pickup", "delivery"])
    return checkout(wish=wish(who, channel=channel, at=c.at), key=c.key(), by=actor(who), at=c.at)


@verb
def accept(c: Chance) -> object:
    return accept_order(order_id=c.some(_orders("paid")).pk, by=c.owner, at=c.at)


@verb
def reject(c: Chance) -> object:
    return reject_order(order_id=c.some(_orders("paid")).pk, reason="closed", key=c.key(), by=c.owner, at=c.at)


@verb
def cancel(c: Chance) -> object:
    order = c.some(_orders("paid", buyer__in=[one.party_id for one in c.town.residents]))
    who = next(one for one in c.town.residents if one.party_id == order.buyer_id)
    return cancel_order(order_id=order.pk, key=c.key(), by=actor(who), at=c.at)


@verb
def ready(c: Chance) -> object:
    return mark_ready(order_id=c.some(_orders("accepted")).pk, by=c.owner, at=c.at)


@verb
def send(c: Chance) -> object:
    return send_out(order_id=c.some(_orders("ready", channel="delivery")).pk, by=c.owner, at=c.at)


@verb
def hand(c: Chance) -> object:
    rows = Order.objects.filter(status__in=["ready", "out_for_delivery"])
    return hand_over(order_id=c.some(rows).pk, key=c.key(), by=c.owner, at=c.at)


@verb
def show_code(c: Chance) -> object:
    sku = c.sku
    return ring_up(shop_id=c.town.shop.pk, wanted=[Wanted(sku.pk, c.few(), sku.price_minor)], key=c.key(), by=c.owner, at=c.at)


@verb
def pay_code(c: Chance) -> object:
    return pay_order(order_id=c.some(_orders("pending_payment")).pk, method=BANK, key=c.key(), by=actor(c.resident), at=c.at)


@verb
def claim_coupon(c: Chance) -> object:
    promotion = c.some(Promotion.objects.filter(kind="coupon"))
    return promotions.claim_coupon(promotion_id=promotion.pk, key=c.key(), by=actor(c.resident), at=c.at)


@verb
def void_coupon(c: Chance) -> object:
    return promotions.void_coupon(coupon_id=c.some(Coupon.objects.filter(status="issued")).pk, reason="misprint", by=c.owner, at=c.at)


@verb
def pause_promotion(c: Chance) -> object:
    return promotions.pause_promotion(promotion_id=c.some(Promotion.objects.filter(status="published")).pk, by=c.owner, at=c.at)


@verb
def publish_promotion(c: Chance) -> object:
    return promotions.publish_promotion(promotion_id=c.some(Promotion.objects.filter(status="paused")).pk, by=c.owner, at=c.at)


@verb
def fund_budget(c: Chance) -> object:
    return promotions.fund_budget(budget_id=c.town.budget.pk, amount_minor=c.lot.randint(1, 2_000), key=c.key(), by=c.operator, at=c.at)


@verb
def withdraw_budget(c: Chance) -> object:
    return promotions.withdraw_budget(budget_id=c.town.budget.pk, amount_minor=c.lot.randint(1, 500), key=c.key(), by=c.operator, at=c.at)


@verb
def define_voucher(c: Chance) -> object:
    shop, sku, by = c.lot.choice([(c.town.shop, c.town.corner.milk, c.owner)] * 3 + [(c.town.closing_shop, c.town.noodles, actor(c.town.founder))])
    uses = c.lot.randint(2, 4)
    return vouchers.define_product(
        shop_id=shop.pk, sku_id=sku.pk, name="Card", uses=uses, price_minor=uses * 333 + 1, valid_days=30, key=c.key(), by=by, at=c.at
    )


@verb
def buy_voucher(c: Chance) -> object:
    product = c.some(Product.objects.filter(status="on_sale"))
    bought = vouchers.buy_voucher(product_id=product.pk, method=BANK, key=c.key(), by=actor(c.resident), at=c.at)
    if bought.code:
        c.town.codes[bought.voucher.pk] = bought.code
    return bought


@verb
def use_voucher(c: Chance) -> object:
    voucher = c.some(Voucher.objects.filter(status="issued", shop=c.town.shop))
    return redeem_voucher(shop_id=c.town.shop.pk, shown=c.town.codes.get(voucher.pk, "?"), key=c.key(), by=c.owner, at=c.at)


@verb
def undo_use(c: Chance) -> object:
    return undo_redemption(redemption_id=c.some(Redemption.objects.filter(undone_at=None)).pk, key=c.key(), by=c.owner, at=c.at)


@verb
def refund_voucher(c: Chance) -> object:
    voucher = c.some(Voucher.objects.filter(status="issued"))
    who = next(one for one in c.town.residents if one.party_id == voucher.holder_id)
    return vouchers.refund_voucher(voucher_id=voucher.pk, key=c.key(), by=actor(who), at=c.at)


@verb
def refund_use(c: Chance) -> object:
    """Goods of a use came back long after: the shop gives their money back."""
    order = c.some(_orders("completed", tender="voucher"))
    return aftersale.refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key=c.key(), by=c.owner, at=c.at)


@verb
def refund_lines(c: Chance) -> object:
    order = c.some(_orders("completed"))
    asked = [Asked(1, c.few(2), c.lot.choice(["", "sellable", "quarantine"]))]
    return aftersale.refund_lines(order_id=order.pk, asked=asked, reason="sour", key=c.key(), by=c.owner, at=c.at)


def _buyer(c: Chance, party_id: UUID | None):  # type: ignore[no-untyped-def]
    return actor(next((one for one in c.town.residents if one.party_id == party_id), c.town.residents[0]))


@verb
def apply_for_refund(c: Chance) -> object:
    order = c.some(_orders("completed", buyer__in=[one.party_id for one in c.town.residents]))
    kind = c.lot.choice(["refund_only", "return_and_refund"])
    wanted = Application(order.pk, kind, "not_wanted" if kind != "refund_only" else "damaged", "sour", (Asked(1, Decimal(1)),), ())
    return aftersale.apply(application=wanted, key=c.key(), by=_buyer(c, order.buyer_id), at=c.at)


@verb
def agree_case(c: Chance) -> object:
    return aftersale.agree(case_id=c.some(Case.objects.filter(status="applied")).pk, with_delivery_fee=False, key=c.key(), by=c.owner, at=c.at)


@verb
def offer_part(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="applied"))
    return aftersale.offer(case_id=case.pk, amount_minor=c.lot.randint(1, 400), reason="half", shots=(), by=c.owner, at=c.at)


@verb
def answer_offer(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="offered"))
    return aftersale.answer_offer(case_id=case.pk, taken=c.lot.random() < 0.7, key=c.key(), by=_buyer(c, case.order.buyer_id), at=c.at)


@verb
def reject_case(c: Chance) -> object:
    return aftersale.reject(case_id=c.some(Case.objects.filter(status="applied")).pk, reason="fresh", shots=(), by=c.owner, at=c.at)


@verb
def escalate_case(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="rejected"))
    return aftersale.escalate(case_id=case.pk, text="was not", shots=(), by=_buyer(c, case.order.buyer_id), at=c.at)


@verb
def decide_case(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="escalated"))
    return aftersale.decide(case_id=case.pk, refund=True, amount_minor=None, reason="fair", key=c.key(), by=c.operator, at=c.at)


@verb
def send_goods_back(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="awaiting_return"))
    return aftersale.send_back(case_id=case.pk, text="on its way", shots=(), by=_buyer(c, case.order.buyer_id), at=c.at)


@verb
def accept_goods(c: Chance) -> object:
    case = c.some(Case.objects.filter(status="returned"))
    return aftersale.accept_goods(case_id=case.pk, restock={1: c.lot.choice(["sellable", "quarantine", "nothing"])}, key=c.key(), by=c.owner, at=c.at)


@verb
def withdraw_case(c: Chance) -> object:
    case = c.some(Case.objects.filter(status__in=["applied", "offered", "rejected"]))
    return aftersale.withdraw(case_id=case.pk, by=_buyer(c, case.order.buyer_id), at=c.at)


@verb
def look_at_quarantine(c: Chance) -> object:
    return decide_quarantine(quarantine_id=c.some(Quarantine.objects.all()).pk, restock=c.lot.random() < 0.5, by=c.owner, at=c.at)


@verb
def make_tab_link(c: Chance) -> object:
    c.town.links[c.town.card.pk] = make_link(card_id=c.town.card.pk, by=c.owner, at=c.at)
    return None


@verb
def pay_tab_by_link(c: Chance) -> object:
    c.some(OpenItem.objects.all())
    token = c.town.links.get(c.town.card.pk, "?")
    return pay_tab(token=token, amount_minor=c.lot.randint(1, 300), wanted=[], key=c.key(), by=actor(c.town.residents[0]), at=c.at)
