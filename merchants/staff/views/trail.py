"""Who did what in a shop, and what was before and after."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ecosystem.audit.public import Act
from ecosystem.kernel.money import to_text
from ecosystem.kernel.names import in_language

from .. import queries, words
from ..acts import ACTS
from .choosing import chosen_shop

A_PAGE = 40
# Lists of something and what it costs, or from what amount on it holds.
PRICED = {"steps", "levels"}
KINDS = {"": "", "staff": "staff.", "till": "till.", "goods": "catalog.", "stock": "stock.", "buying": "procurement."}


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    shop, kind = chosen_shop(request), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(queries.trail_of(shop.pk, starts=KINDS[kind]), A_PAGE).get_page(request.GET.get("page"))
    acts = list(page.object_list)
    people = queries.names_of([act.actor for act in acts] + [name for act in acts for name in _people_in(act)], shop.party_id)
    names = {name: in_language(person.party.name_zh, person.party.name_en) for name, person in people.items()}
    shops = {str(branch.pk): branch.name for branch in queries.branches_of(shop.party_id)}
    rows = [_row(act, names, shops) for act in acts]
    return render(request, "staff/trail.html", {"shop": shop, "page": page, "rows": rows, "kind": kind})


def _row(act: Act, names: dict[str, str], shops: dict[str, str]) -> dict[str, Any]:
    before, after = act.before or {}, act.after or {}
    told = before if isinstance(before, dict) else {}
    now = after if isinstance(after, dict) else {}
    # What nobody has put into words stays in the row, which the bank can show.
    changes = [
        (words.FIELDS[field], was if was != is_ else "", is_)
        for field in [*told, *(name for name in now if name not in told)]
        if field in words.FIELDS and (told.get(field), now.get(field)) != (None, 0)
        for was, is_ in [(_value(field, told.get(field), names, shops), _value(field, now.get(field), names, shops))]
        if was != is_ or field == "role"
    ]
    about = names.get(act.target, "") if act.target.startswith("person/") else ""
    return {
        "at": act.at,
        "who": names.get(act.actor) or (_("Somebody outside the shop") if act.actor.startswith("person/") else _("The platform")),
        "what": ACTS.get(act.act, act.act),
        "whom": about if about != names.get(act.actor) else "",
        "order": act.target.removeprefix("order/") if act.target.startswith("order/") else "",
        "changes": changes,
        "reason": words.REASONS.get(act.reason, act.reason),
    }


def _value(field: str, value: Any, names: dict[str, str], shops: dict[str, str]) -> str:
    """One value as one reads it; empty where there is none."""
    if value is None:
        return ""
    comma = _(", ")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.endswith("_minor") and isinstance(value, int):
        return "¥" + to_text(value)
    if field.endswith("_bp") and isinstance(value, int):
        return f"{value / 100:g}%"
    if field == "role":
        return str(words.ROLES.get(value, value))
    if field == "status":
        return str(words.VALUES.get(value, ""))
    if field == "shops":
        return _("all shops") if value == "all" else comma.join(shops.get(each, each) for each in value)
    if isinstance(value, str):
        return names.get(value) or str(words.VALUES.get(value, value))
    if isinstance(value, dict):
        return comma.join(f"{words.FIELDS.get(name, name)} {_value(name, each, names, shops)}" for name, each in value.items() if name != "sku")
    if isinstance(value, list) and field in PRICED:
        return comma.join(f"{each} ¥{to_text(minor)}" for each, minor in value)
    if isinstance(value, list):
        return comma.join(_value("", each, names, shops) for each in value)
    return str(value)


def _people_in(act: Act) -> list[str]:
    told = [act.target, *(act.after or {}).values()] if isinstance(act.after, dict) else [act.target]
    return [name for name in told if isinstance(name, str) and name.startswith("person/")]
