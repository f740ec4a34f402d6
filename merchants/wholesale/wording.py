"""What each verdict on a line is called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

TAKEN = ("sold", "carriage", "back", "back_in_part")
WORDS: dict[str, Promise] = {
    "sold": pgettext_lazy("wholesale", "Goods sold"),
    "carriage": pgettext_lazy("wholesale", "Carriage, as freight of its order"),
    "back": pgettext_lazy("wholesale", "Given back"),
    "back_in_part": pgettext_lazy("wholesale", "Given back in part"),
    "never_bought": pgettext_lazy("wholesale", "This customer bought none of it in the year"),
    "bought_later": pgettext_lazy("wholesale", "Bought only after it was cancelled"),
    "other_price": pgettext_lazy("wholesale", "Bought, but at another price"),
    "more_than_bought": pgettext_lazy("wholesale", "More than was bought and not given back yet"),
    "carriage_back": pgettext_lazy("wholesale", "Carriage: the freight of an order is not given back"),
    "carriage_alone": pgettext_lazy("wholesale", "Carriage on an invoice without goods"),
    "no_customer": pgettext_lazy("wholesale", "No customer number: nobody to share an order with"),
    "another_customer": pgettext_lazy("wholesale", "Another customer than the invoice's first"),
    "stock_correction": pgettext_lazy("wholesale", "A correction of stock"),
    "no_price": pgettext_lazy("wholesale", "No price"),
    "part_of_a_penny": pgettext_lazy("wholesale", "A price in parts of a penny"),
    "wrong_sign": pgettext_lazy("wholesale", "A quantity or price of the wrong sign"),
    "by_hand": pgettext_lazy("wholesale", "Entered by hand, no article"),
    "discount": pgettext_lazy("wholesale", "A discount, no article"),
    "fee": pgettext_lazy("wholesale", "A fee of a bank or a market place"),
    "gift_voucher": pgettext_lazy("wholesale", "A gift voucher"),
    "sample": pgettext_lazy("wholesale", "Samples"),
    "test": pgettext_lazy("wholesale", "A test article"),
    "bad_debt": pgettext_lazy("wholesale", "An adjustment of bad debt"),
}


def words_of(verdict: str) -> str:
    return str(WORDS[verdict])
