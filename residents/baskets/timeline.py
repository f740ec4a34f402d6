"""The timeline of an order as its buyer sees it."""

from __future__ import annotations

from merchants.orders.public import Order

STEPS = ("paid", "accepted", "ready", "out_for_delivery", "completed")
AT_ONCE = frozenset({"accepted", "ready", "out_for_delivery"})
SKIPPED = {
    "code": AT_ONCE,
    "counter": AT_ONCE,
    "pickup": frozenset({"out_for_delivery"}),
    "delivery": frozenset[str](),
    "dine_in": frozenset({"ready", "out_for_delivery"}),
}


def steps_of(found: Order) -> list[dict[str, object]]:
    """Steps that its channel does not have are left out."""
    moments = {
        "paid": found.paid_at,
        "accepted": found.accepted_at,
        "ready": found.ready_at,
        "out_for_delivery": found.sent_at,
        "completed": found.completed_at,
    }
    names = [name for name in STEPS if name not in SKIPPED[found.channel]]
    steps: list[dict[str, object]] = [
        {"name": name, "at": moments[name], "state": "now" if name == found.status else "done" if moments[name] else "next"} for name in names
    ]
    if found.status == "completed":
        steps[-1]["state"] = "done"
    if found.status == Order.Status.GATHERING:
        steps.insert(1, {"name": "gathering", "at": None, "state": "now"})
    if found.status in {"cancelled", "closed"}:
        steps = [step for step in steps if step["at"]] + [{"name": found.status, "at": found.ended_at, "state": "bad"}]
    return steps
