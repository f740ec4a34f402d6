from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch

from ecosystem.kernel.names import in_language
from lending.products.public import Product, versions_of

from .models import LimitFreeze, LimitMove, LimitNode


@dataclass(frozen=True, slots=True)
class Branch:
    """One node as it is shown: how much of it is taken, what stands in the way, and from how deep below the first."""

    node: LimitNode
    freezes: list[LimitFreeze]
    level: int
    product: Product | None = None

    @property
    def name(self) -> str:
        """A group's, or the product's."""
        if self.product is not None:
            return in_language(self.product.name_zh, self.product.name_en)
        return self.node.code.removeprefix("group/")

    @property
    def taken_bp(self) -> int:
        taken = self.node.used_minor + self.node.reserved_minor
        return min(taken * 10_000 // self.node.limit_minor, 10_000) if self.node.limit_minor else 10_000

    @property
    def free_minor(self) -> int:
        return max(self.node.headroom_minor, 0)


def headroom_of(node_id: UUID) -> int:
    """What may still be reserved at a node: the least along its path, and nothing while one is frozen or over."""
    path = LimitNode.objects.values_list("path", flat=True).get(pk=node_id)
    nodes = list(LimitNode.objects.filter(pk__in=path))
    return 0 if any(node.frozen_at for node in nodes) else max(min(node.headroom_minor for node in nodes), 0)


def owed_by(party_id: UUID) -> int:
    """Principal that a party owes or has been promised, over all products."""
    found = LimitNode.objects.filter(code=f"obligor/{party_id}").first()
    return found.used_minor + found.reserved_minor if found else 0


def overdue_reservations(at: datetime, limit: int) -> list[str]:
    """Keys of what was set aside and not resolved in time, the oldest first."""
    resolved = LimitMove.objects.filter(key=OuterRef("key"), act__in=["confirm", "cancel", "expire"])
    over = LimitMove.objects.filter(act="reserve", expires_at__lte=at).exclude(Exists(resolved))
    return list(over.order_by("expires_at", "key").values_list("key", flat=True)[:limit])


def branches_of(party_id: UUID) -> list[Branch]:
    """The business's own nodes below each other, after its group's if it has one."""
    obligor = LimitNode.objects.filter(code=f"obligor/{party_id}").first()
    if obligor is None:
        return []
    standing = Prefetch("freezes", LimitFreeze.objects.filter(lifted_at=None).order_by("frozen_at"), to_attr="standing")
    own = LimitNode.objects.filter(path__contains=[obligor.pk])
    above = LimitNode.objects.filter(pk__in=obligor.path[:-1])
    nodes = list((own | above).select_related("party").prefetch_related(standing).order_by("path"))
    families = {node.pk: node.code.rpartition("/")[2] for node in nodes if node.kind in {LimitNode.Kind.FAMILY, LimitNode.Kind.FACILITY}}
    newest = {one.code: one for one in reversed(versions_of(set(families.values())).values())}
    return [Branch(node, node.standing, node.depth, newest.get(families.get(node.pk, ""))) for node in nodes]  # type: ignore[attr-defined]
