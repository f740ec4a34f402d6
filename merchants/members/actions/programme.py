"""A shop says what membership gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, shop_for

from .. import rules
from ..errors import BadProgramme
from ..models import Level, Member, Programme


@dataclass(frozen=True, slots=True)
class LevelTerms:
    name: str
    from_minor: int


@entry
def define_programme(
    *, shop_id: UUID, points_per_yuan: int, points_days: int, levels: Sequence[LevelTerms], open: bool, key: str, by: Actor, at: datetime
) -> Programme:
    """Set what membership gives from now on; what was earned stays. Closed, nobody joins and nothing is earned any more.

    Raises:
        NotFound: not a shop that the actor manages.
        BadProgramme: numbers that make no programme, or levels that don't rise.
    """
    body = {"shop": shop_id, "points": points_per_yuan, "days": points_days, "levels": [asdict(level) for level in levels], "open": open}
    with once(key, verb="members.define", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return Programme.objects.get(pk=shop.pk)
        starts = [level.from_minor for level in levels]
        rising = starts == sorted(set(starts)) and all(start > 0 for start in starts) and all(level.name.strip() for level in levels)
        if not 0 <= points_per_yuan <= 100 or not 30 <= points_days <= 1095 or not rising or len(levels) > rules.MOST_LEVELS:
            raise BadProgramme
        before = _told(Programme.objects.filter(pk=shop.pk).first())
        values = {"points_per_yuan": points_per_yuan, "points_days": points_days, "open": open, "changed_at": at}
        programme, _made = Programme.objects.update_or_create(shop=shop, defaults=values)
        programme.levels.all().delete()
        Level.objects.bulk_create(
            Level(programme=programme, rank=rank, name=level.name.strip()[:30], from_minor=level.from_minor) for rank, level in enumerate(levels, 1)
        )
        # Everybody's level is looked at anew by the sweep that counts years.
        Member.objects.filter(shop=shop, left_at=None).update(counted_at=at - rules.YEAR)
        record("members.define", target=shop, by=by, at=at, before=before, after=_told(programme), about=shop.pk)
        turn.remember(programme=shop.pk)
        return programme


def _told(programme: Programme | None) -> dict[str, object] | None:
    if programme is None:
        return None
    levels = [[name, from_minor] for name, from_minor in programme.levels.order_by("rank").values_list("name", "from_minor")]
    return {"points_per_yuan": programme.points_per_yuan, "points_days": programme.points_days, "levels": levels, "open": programme.open}
