"""How far each role may go alone at a shop, and who lets something through that is further."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import OWNERS, shop_for

from .. import rules
from ..errors import BadThreshold
from ..models import Threshold
from ..rules import Limits


@entry
def set_limits(*, shop_id: UUID, role: str, limits: Limits, by: Actor, at: datetime) -> Threshold:
    """Say how far a role may go alone at a shop; for owners.

    Raises:
        NotFound: not a shop that the actor owns.
        BadThreshold: a role without limits, or a limit that is none.
    """
    shop = shop_for(by, shop_id, OWNERS, lock=True)
    if role not in rules.LIMITS_OF:
        raise BadThreshold
    values = asdict(limits.checked())
    row = Threshold.objects.filter(shop=shop, role=role).first()
    before = {name: getattr(row, name) for name in values} if row else asdict(rules.DEFAULTS[role])
    saved, _made = Threshold.objects.update_or_create(shop=shop, role=role, defaults=values)
    if before != values:
        was = {name: before[name] for name in values if before[name] != values[name]}
        now = {name: values[name] for name in was}
        record("staff.set_limits", target=f"shop/{shop.pk}", by=by, at=at, before={"role": role, **was}, after={"role": role, **now}, about=shop.pk)
    return saved


@inner
def note_approval(*, shop_id: UUID, target: str, what: dict[str, object], asked_by: Actor, by: Actor, at: datetime) -> None:
    """Write down that somebody let through what was above another's limit: both persons are in the row."""
    after = {**what, "asked_by": asked_by.name}
    record("staff.approve", target=target, by=by, at=at, after=after, about=shop_id)
