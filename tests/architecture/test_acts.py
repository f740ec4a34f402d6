"""What is written down of an act in a shop: which shop it was, and a name that its people can read. What was before: test_trail.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from merchants.staff.acts import ACTS
from tests.architecture import tree

# Acts of the business circle that name no shop, by how they begin, and why.
NO_SHOP = {
    "the bank's own": """
        aftersale.read aftersale.set_terms couriers.remit couriers.remit_again onboarding. promotions.open_budget promotions.stop_budget
        promotions.*_budget reviews.disagree reviews.hide reviews.show reviews.propose reviews.read reviews.* settlement.draft_tariff
        settlement.*_tariff merchants.shop.* wholesale.load""",
    "a buyer's own": """
        cards.buy cards.use cards.lapse_bonus cards.* customers.set_leave orders.pay groups.begin members.join members.leave members.spend
        orders.ask_to_cancel orders.stay reviews.ask reviews.edit reviews.write vouchers.buy vouchers.renew_code vouchers.*""",
    "a supplier's own, or both sides'": """
        pools.set_ladder procurement.acknowledge_return procurement.answer_dispute procurement.article.add procurement.article.change
        procurement.invoice procurement.pay_back procurement.ship procurement.supplier.open procurement.withdraw_invoice
        procurement.withdraw_shipment sourcing.decline sourcing.quote sourcing.open_attachment""",
    "told on the document itself, line by line": "aftersale.* orders.* orders.refuse_to_cancel orders.write_word stock.count.tally",
    "of all shops of a merchant": "catalog.change_group catalog.define_group",
    "follows from an act that names it, or from the clock": """
        groups.fail pools.* pools.deposit_* procurement.ask_again procurement.reopen rounds.close settlement.reverse
        sourcing.expire_quotes stock.return_to_supplier stock.revalue stock.reverse_receipt stock.take_back till.hear_invoice
        vouchers.refund_shop""",
}


@cache
def acts() -> list[tuple[Path, list[str], set[str]]]:
    """Each act that is written down: where, by which names (a changing part is ``*``), and what is said of it."""
    found = []
    for path, function in tree.functions():
        calls = [call for call in ast.walk(function) if isinstance(call, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in {"record", "Note"}:
                said = {word.arg or "": word.value for word in call.keywords}
                names = list(_names(call.args[0] if call.args else said["act"]))
                found.append((path, names, set(said)))
    return found


def _names(act: ast.expr) -> Iterator[str]:
    if isinstance(act, ast.Constant):
        yield str(act.value)
    elif isinstance(act, ast.IfExp):
        yield from (*_names(act.body), *_names(act.orelse))
    elif isinstance(act, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in act.values)


def test_what_is_done_in_a_shop_names_the_shop() -> None:
    allowed = {name for names in NO_SHOP.values() for name in names.split()}
    found = set()
    for path, names, said in acts():
        if tree.room_of(path)[0] == "merchants" and "about" not in said:
            found |= {name for name in names if not any(name == one or (one.endswith(".") and name.startswith(one)) for one in allowed)}
    assert found == set()


def test_every_act_of_a_shop_has_a_name_that_its_people_can_read() -> None:
    found = set()
    for path, names, said in acts():
        if tree.room_of(path)[0] == "merchants" and "about" in said:
            known = [re.compile(re.escape(name).replace(r"\*", "[a-z_]+") + "$") for name in names]
            found |= {name for name, pattern in zip(names, known, strict=True) if not any(pattern.match(act) for act in ACTS)}
    assert found == set()
