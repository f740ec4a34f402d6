"""A shop's membership: what it gives, and who has joined."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.money import to_text
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.shops.public import MANAGERS, first_shop_of

from . import actions, queries
from .errors import BadProgramme
from .rules import MOST_LEVELS


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    shop = first_shop_of(signed_in(request), MANAGERS)
    programme = queries.programme_of(shop.pk)
    levels = list(programme.levels.all()) if programme else []
    by_rank = {level.rank: level for level in levels}
    context = {
        "shop": shop,
        "programme": programme,
        "levels": [(rank, one, to_text(one.from_minor) if one else "") for rank in range(1, MOST_LEVELS + 1) for one in [by_rank.get(rank)]],
        "members": [(member, by_rank.get(member.level)) for member in queries.members_of(shop.pk)],
    }
    return render(request, "members/members.html", context)


@require_POST
def define(request: HttpRequest) -> HttpResponse:
    actor, told = signed_in(request), request.POST
    points, days = told.get("points", ""), told.get("days", "")
    if not points.isdecimal() or not days.isdecimal() or len(points) > 3 or len(days) > 4:
        raise BadProgramme
    named = [rank for rank in range(1, MOST_LEVELS + 1) if told.get(f"level-{rank}", "").strip()]
    levels = [actions.LevelTerms(told[f"level-{rank}"], form_amount(request, f"from-{rank}")) for rank in named]
    actions.define_programme(
        shop_id=first_shop_of(actor, MANAGERS).pk,
        points_per_yuan=int(points),
        points_days=int(days),
        levels=levels,
        open="open" in told,
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )
    return redirect("members:members")
