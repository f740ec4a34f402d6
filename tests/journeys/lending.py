"""What a credit officer's desk shows: policies, a draft of her own, one of a colleague's, who would flip, scorecards, and a borrower's limits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from ecosystem.identity.public import Person
from lending.contracts.actions import draft_template
from lending.contracts.models import ContractTemplate
from lending.governance.actions import draw_fairness, review_again
from lending.limits.actions import cut_by_hand, freeze_by_hand, join_group, open_group
from lending.limits.models import LimitNode
from lending.policy.actions import draft_policy
from lending.scoring.actions import register_model
from lending.scoring.proofs import register_proofs
from tests import cast
from tests.journeys.screen import Screen
from tests.journeys.street import banker
from tests.lending.policy.values import TOWN
from tests.lending.scoring.test_registry import file_of

POLICIES = "/bank/credit/policies/"


def desk_screens(officer: Person, risk: Person, borrower_id: UUID, at: datetime) -> Iterator[Screen]:
    by, colleague = cast.actor(officer), banker("colleague@demo.twin", "许宁", "Ning Xu", "credit_officer", at)
    younger = copy.deepcopy(TOWN)
    younger["nodes"][0]["rows"][0]["when"]["history_days"] = "< 30 or missing"
    open_ended = copy.deepcopy(TOWN)
    del open_ended["nodes"][1]["rows"][3]
    mine = draft_policy(note="Without a band", content=open_ended, key="mine", by=by, at=at)
    theirs = draft_policy(note="Shops of thirty days", content=younger, key="theirs", by=cast.actor(colleague), at=at)
    yield Screen("policies", POLICIES, officer)
    yield Screen("policy", f"{POLICIES}2/", officer)
    yield Screen("draft", f"{POLICIES}drafts/{mine.pk}/", officer)
    yield Screen("draft-of-another", f"{POLICIES}drafts/{theirs.pk}/", officer)
    yield Screen("swaps", f"{POLICIES}drafts/{theirs.pk}/swaps/", officer)
    text = ContractTemplate.objects.get(number=1)
    written = draft_template(title=text.title, body=text.body, note="Plainer words", key="text", by=cast.actor(colleague), at=at)
    yield Screen("contract-texts", "/bank/contracts/", officer)
    yield Screen("contract-text", "/bank/contracts/templates/1/", officer)
    yield Screen("contract-text-of-another", f"/bank/contracts/drafts/{written.pk}/", officer)
    register_proofs(brought_by=by, validated_by=cast.actor(risk), at=at)
    waiting = register_model(file=file_of(name="first"), key="waiting", by=by, at=at)
    yield Screen("scorecards", "/bank/scorecards/", officer)
    yield Screen("scorecard", "/bank/scorecards/2/", officer)
    yield Screen("scorecard-waiting", f"/bank/scorecards/{waiting.pk}/", risk)
    review_again(kind="policy", number=2, is_sound=False, note="Limits of small shops", by=cast.actor(risk), at=at)
    draw_fairness(by=cast.actor(risk), at=at)
    yield Screen("risk-desk", "/bank/risk/", risk)
    yield Screen("inventory", "/bank/risk/inventory/", risk)
    yield Screen("fairness", "/bank/risk/fairness/", risk)
    yield Screen("policies-of-risk", POLICIES, risk)
    line = LimitNode.objects.get(party=borrower_id, kind="facility")
    group = open_group(name="Bridge", limit_minor=2_000_000, by=by, at=at)
    join_group(group_id=group.pk, party_id=borrower_id, by=by, at=at)
    freeze_by_hand(node_id=group.pk, why="A court case of its owner", by=by, at=at)
    cut_by_hand(node_id=line.pk, limit_minor=1_000, why="A warning", by=by, at=at)
    yield Screen("limits", f"/bank/limits/{borrower_id}/", officer)
