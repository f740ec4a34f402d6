"""A promotion in the words of a customer, and of a shopkeeper who reads its result."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ecosystem.kernel.money import to_text

from .models import Promotion

PICTURES = {"item": "tag", "member": "user", "ladder": "trending-up", "coupon": "ticket", "flash": "clock"}


def yuan(amount_minor: int) -> str:
    text = to_text(amount_minor)
    return f"¥{text[:-3] if text.endswith('.00') else text}"


def takes_off(promotion: Promotion, steps: Sequence[tuple[int, int]]) -> str:
    """What a customer reads: “¥3 off from ¥30, ¥8 off from ¥60”."""
    kind = Promotion.Kind(promotion.kind)
    if kind == Promotion.Kind.LADDER:
        rungs = [_("%(off)s off from %(start)s") % {"start": yuan(start), "off": yuan(off)} for start, off in steps]
        return _(", ").join(rungs)
    if kind == Promotion.Kind.FLASH:
        return _("%(price)s each, %(pieces)s pieces") % {"price": yuan(promotion.price_minor or 0), "pieces": promotion.allotted}
    off = (
        _("%(percent)s%% off") % {"percent": f"{promotion.percent:f}"}
        if promotion.percent is not None
        else _("%(off)s off") % {"off": yuan(promotion.off_minor or 0)}
    )
    if promotion.cap_minor:
        off = _("%(off)s, at most %(cap)s") % {"off": off, "cap": yuan(promotion.cap_minor)}
    if promotion.threshold_minor:
        return _("%(off)s from %(start)s") % {"start": yuan(promotion.threshold_minor), "off": off}
    return off
