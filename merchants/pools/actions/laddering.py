"""The supplier says what its article costs when neighbours order it together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.procurement.public import Article, checked_quantity, checked_unit_price

from .. import access, rules
from ..errors import BadLadder
from ..models import LadderStep
from ..rules import Step


@entry
def set_ladder(*, article_id: UUID, steps: Sequence[Step], by: Actor, at: datetime) -> Article:
    """Prices by quantity in place of the earlier ones; no step at all ends pools on the article. Open pools keep theirs.

    Raises:
        NoLadder: not an article whose prices the actor sets.
        BadLadder, BadTerms: the steps are no ladder, or a quantity or price is out of range.
    """
    article = access.priced_article(by, article_id)
    # Two ladders at once: the later one waits here, and stands.
    Article.objects.select_for_update().get(pk=article_id)
    for step in steps:
        if checked_quantity(step.least) % 1 and article.whole:
            raise BadLadder
        checked_unit_price(step.unit_minor)
    if steps and not rules.is_ladder(steps):
        raise BadLadder
    stood = LadderStep.objects.filter(article=article)
    before = [[str(least), unit_minor] for least, unit_minor in stood.order_by("least").values_list("least", "unit_minor")]
    stood.delete()
    LadderStep.objects.bulk_create(LadderStep(article=article, least=step.least, unit_minor=step.unit_minor) for step in steps)
    after = [[str(step.least), step.unit_minor] for step in steps]
    record("pools.set_ladder", target=article, by=by, at=at, before={"steps": before}, after={"steps": after})
    return article
