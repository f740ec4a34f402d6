"""Every POST under /api/v1/ asks for an ``Idempotency-Key``, or says here why a repeat of it moves no money, stock or credit."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import tree

ASKS = "asks only: nothing is written down, or nothing but a picture of what stands"
WORDS = "words between people; a repeat is said twice or refused"
STATE = "one step of a named document that moves no money, stock or credit; a repeat finds it moved on"
NEW = "its own code or number is the key: a second one is refused"
LATEST = "sets what stands from now on; a repeat sets the same"
WITHOUT = {
    ASKS: """
        orders/{}/again shops/{}/phone-quotes shops/{}/sale-quotes shops/{}/shown-coupons sales/{}/receipt prepaid-cards/{}/token
        vouchers/{}/code shops/{}/seller""",
    WORDS: "after-sales/{}/messages questions/{}/answer reviews/{}/reply",
    NEW: "shops/{}/skus suppliers/{}/articles merchant-files",
    LATEST: """
        articles/{}/link basket/lines counts/{}/tally skus/{}/price quotations/{}/quote rounds/{}/serve card-plans/{}/stop
        shops/{}/suppliers/{}/reordering skus/{}/reorder-rule voucher-products/{}/stop""",
    STATE: """
        after-sales/{}/escalate after-sales/{}/offer after-sales/{}/refuse-goods after-sales/{}/reject after-sales/{}/send-back
        bank/papers/{}/{} counts/{}/{} merchant-files/{}/send clients/{}/approve clients/{}/suspend connections/{}/end
        deliveries/{}/accept deliveries/{}/again deliveries/{}/arrive deliveries/{}/decline deliveries/{}/pick-up
        orders/{}/accept orders/{}/cancel-request orders/{}/cancel-request/refuse orders/{}/deliveries orders/{}/deliveries/claim
        orders/{}/ready orders/{}/send-out purchase-orders/{}/counts/{}/drop
        credit-complaints/{}/reopen credit-products/proposals/{}/drop credit-products/proposals/{}/release
        policies/drafts/{}/publish policies/roll-back scorecards/{}/step
        quotations/{}/decline rfqs/{}/{} shifts/{}/approve shops/{}/invitations/{}/withdraw shops/{}/months/{}/open
        sku-batches/{}/undo takings-statements/{}/take-back""",
    "a claim on the lines of an order is free again; neither money nor goods have moved for it": "after-sales/{}/withdraw",
    "decides a merchant's file; a payout that it lets go is a payout's own act, which has a key": "bank/merchant-files/{}/{}",
    "asks the courier's firm; the hold is freed by what the firm answers, keyed by the dispatch": "couriers/{}/recall",
    "says that it failed; what follows moves when the goods are back, and that takes a key": "deliveries/{}/fail",
    "lets no new group begin; those that run keep their seats and their money": "group-buys/{}/end",
    "moves the document; what is paid, received or sent back of it has endpoints of its own, which take keys": "invoices/{}/{} purchase-orders/{}/{}",
    "the shelf and the buyer's money moved when it was overdue, keyed by the order; this says where the parcel is": "parcels/{}/fetch",
    "only a shop in whose name nobody has a seat may leave: no seat, no money": "rounds/{}/leave",
    "a wish; the deposit is set aside by confirming, which takes a key": "shops/{}/pools/{}/join",
}


@cache
def _posts() -> dict[str, bool]:
    """Each POST of the API description, with its parameters left out, and whether it asks for a key."""
    paths: dict[str, Any] = yaml.load((tree.ROOT / "docs/openapi.yaml").read_text(), yaml.CSafeLoader)["paths"]
    found = {}
    for path, methods in paths.items():
        if "post" in methods:
            parts = [("{}" if part.startswith("{") else part) for part in path.removeprefix("/api/v1/").split("/")]
            found["/".join(parts)] = any(one["name"] == "Idempotency-Key" for one in methods["post"].get("parameters", []))
    return found


def test_every_post_asks_for_a_key_or_says_why_not() -> None:
    posts = _posts()
    said = [address for addresses in WITHOUT.values() for address in addresses.split()]
    assert len(said) == len(set(said))
    assert {address for address, asks in posts.items() if not asks} == set(said)


def _views(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, getattr(pattern.callback, "view_class", getattr(pattern.callback, "cls", None))
        else:
            yield from _views(pattern, route)


def test_a_post_reads_the_key_that_its_description_asks_for() -> None:
    described, seen = _posts(), 0
    for route, view in _views(get_resolver()):
        post = getattr(view, "post", None)
        if post is None or not route.startswith("api/v1/"):
            continue
        parts = [("{}" if part.startswith("<") else part) for part in route.removeprefix("api/v1/").split("/")]
        address = "/".join(parts)
        if address in described:
            seen += 1
            assert ("repeat_key(request)" in inspect.getsource(post)) == described[address], address
    assert seen == len(described)
