"""What was refused to whom, by which rules, for which reasons, and when the owner had these in front of her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecosystem.audit.public import acts_on_any, name_of, record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from lending.offers.public import REFUSAL_TOLD
from lending.offices.public import within
from lending.policy.public import DECLINE, Decision, Told, tell_all
from lending.scoring.public import require_reader

YEAR = timedelta(days=365)
MOST = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that refused; ``told_at`` is when its reasons were first shown to an owner, if they were."""

    decision: Decision
    reasons: Sequence[Told]
    told_at: datetime | None


@entry
def open_refusals(*, by: Actor, at: datetime) -> list[Refusal]:
    """Of a year and of businesses that she sees, the newest first; that she looked is recorded. Raises ``LendersOnly``."""
    require_reader(by)
    refused = within(by, Decision.objects.filter(outcome=DECLINE, decided_at__gt=at - YEAR)).select_related("party", "policy")
    found = list(refused.order_by("-decided_at", "-id")[:MOST])
    acts = acts_on_any([name_of(one) for one in found]).filter(act=REFUSAL_TOLD)
    told = dict(acts.values_list("target", "at"))
    record("lending.refusals.read", target="decisions", by=by, at=at, after={"refusals": len(found)})
    return [Refusal(one, tell_all(one.reasons(), one.inputs, on=business_date(one.decided_at)), told.get(name_of(one))) for one in found]
