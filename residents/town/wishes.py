"""What a resident of the town wished for at checkout: the quote she was shown and where she lives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from ecosystem.demo.public import Town, shape
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.places.public import Landmark
from merchants.catalog.public import Sku
from merchants.shops.public import ServingShop
from residents.baskets.public import Item, Quote, Wish, quoted


class Homes:
    """Each resident's estate and door: where her deliveries go."""

    def __init__(self, town: Town) -> None:
        estates = {place.code: place for place in Landmark.objects.all()}
        self._homes = {
            one.code: (estates[one.estate].lat, estates[one.estate].lng, f"{estates[one.estate].name_zh} {door_of(one)}") for one in town.residents
        }

    def where(self, errand: shape.Errand) -> tuple[Decimal, Decimal] | None:
        """Where an errand is brought to, if it is."""
        return self._homes[errand.resident][:2] if errand.channel == "delivery" else None

    def wish(self, errand: shape.Errand, quote: Quote) -> Wish:
        if errand.channel != "delivery":
            return Wish(quote=quote.digest, channel=errand.channel, method=BANK_ACCOUNT)
        lat, lng, door = self._homes[errand.resident]
        return Wish(quote=quote.digest, channel=errand.channel, method=BANK_ACCOUNT, deliver_to=door, where=(lat, lng))


def door_of(resident: shape.Resident) -> str:
    """A building and a door, worked out from her number in the source."""
    return f"{resident.source_household % 40 + 1}-{resident.source_household % 17 + 1}"


def quote_of(chosen: Sequence[tuple[ServingShop, Sku, Decimal]], *, where: tuple[Decimal, Decimal] | None, at: datetime) -> Quote:
    """The quote of a basket whose articles are all there."""
    items = [
        Item(sku.pk, shop.id, sku.name_zh, sku.name_en, sku.size, sku.kind, quantity, sku.price_minor, on_sale=True, left=quantity)
        for shop, sku, quantity in chosen
    ]
    shops = {shop.id: shop for shop, _sku, _quantity in chosen}
    return quoted(items, shops, where=where, moments=dict.fromkeys(shops, at))
