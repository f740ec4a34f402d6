"""The style guide: every component in every state, for whoever builds the next page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecosystem.kernel import clock
from ecosystem.kernel.errors import Conflict

from . import badges, vendoring
from .charts import Bar
from .pictures.goods import SHAPES
from .pictures.shops import TRADES

FACES = {"resident": "design/resident.html", "merchant": "design/merchant.html", "bank": "design/bank.html", "public": "design/base.html"}
SALES = (182_450, 201_300, 176_900, 240_010, 318_400, 352_075, 128_390)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Absent in production. ``?face=`` chooses the frame."""
    if not (settings.DEBUG or settings.DEMO_MODE):
        raise Http404
    now = clock.now()
    face = request.GET.get("face", "resident")
    days = [now - timedelta(days=6 - place) for place in range(7)]
    shown = {
        "face": face if face in FACES else "resident",
        "faces": list(FACES),
        "frame": FACES.get(face, FACES["resident"]),
        "statuses": list(badges.LOOKS),
        "icons": sorted(vendoring.icon_names(settings.BASE_DIR / "static")),
        "trades": list(TRADES),
        "goods": list(SHAPES),
        "refusal": Conflict(),
        "sales": [Bar(f"{day:%d}", value, f"¥{value / 100:,.2f}", dim=day == days[-1]) for day, value in zip(days, SALES, strict=True)],
        "line": SALES,
        "minutes_ago": now - timedelta(minutes=3),
        "yesterday": now - timedelta(days=1),
    }
    return render(request, "design/guide.html", shown)
