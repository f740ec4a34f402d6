"""What a credit officer sees: cases for people, policies, drafts, her own and a colleague's, who would flip, scorecards, and a borrower's limits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party
from ecosystem.kernel.clock import business_date
from ecosystem.places.models import Neighbourhood
from lending.complaints.actions import Said, file_complaint, take_complaint
from lending.contracts.actions import draft_template
from lending.contracts.models import ContractTemplate
from lending.governance.actions import draw_fairness, review_again
from lending.governance.picture import draw_picture
from lending.limits.actions import cut_by_hand, freeze_by_hand, join_group, open_group
from lending.limits.models import LimitNode
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.offers.models import Offer
from lending.offices.actions import open_office, place_businesses
from lending.policy.actions import draft_policy
from lending.products.actions import NewTerms, propose_terms
from lending.products.public import LINE
from lending.scoring.actions import register_model
from lending.scoring.proofs import register_proofs
from tests import cast
from tests.journeys.screen import Screen
from tests.journeys.street import banker, somebody
from tests.lending.cast import Merchant
from tests.lending.policy.values import TOWN
from tests.lending.referrals.cast import Desk, look
from tests.lending.scoring.test_registry import file_of
from tests.lending.trade import Trade

POLICIES = "/bank/credit/policies/"


def desk_screens(officer: Person, risk: Person, borrower_id: UUID, at: datetime) -> Iterator[Screen]:
    by, colleague = cast.actor(officer), banker("colleague@demo.twin", "许宁", "Ning Xu", "credit_officer", at)
    yield from _people_screens(Desk(by, cast.actor(colleague)), officer, risk, at)
    younger = copy.deepcopy(TOWN)
    younger["nodes"][0]["rows"][0]["when"]["history_days"] = "< 30 or missing"
    open_ended = copy.deepcopy(TOWN)
    del open_ended["nodes"][1]["rows"][3]
    mine = draft_policy(note="Without a band", content=open_ended, key="mine", by=by, at=at)
    theirs = draft_policy(note="Shops of thirty days", content=younger, key="theirs", by=cast.actor(colleague), at=at)
    yield Screen("policies", POLICIES, officer)
    yield Screen("policy", f"{POLICIES}2/", officer)
    yield Screen("version-swaps", f"{POLICIES}2/swaps/", officer)
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
    review_again(kind="policy", number=2, is_sound=False, note="Limits of small shops", key="review", by=cast.actor(risk), at=at)
    draw_fairness(by=cast.actor(risk), at=at)
    draw_picture(by=cast.actor(risk), at=at)
    yield Screen("risk-desk", "/bank/risk/", risk)
    yield Screen("open-lines", "/bank/risk/lines/", risk)
    yield Screen("inventory", "/bank/risk/inventory/", risk)
    yield Screen("fairness", "/bank/risk/fairness/", risk)
    terms = NewTerms(Decimal("0.084"), 50_000, 50_000_000, 180, 2_400, 4_500, business_date(at) + timedelta(days=7))
    propose_terms(code=LINE, terms=terms, why="Cheaper money", key="terms", by=cast.actor(colleague), at=at)
    yield Screen("products-and-prices", "/bank/products/", officer)
    yield Screen("policies-of-risk", POLICIES, risk)
    line = LimitNode.objects.get(party=borrower_id, kind="facility")
    group = open_group(name="Bridge", limit_minor=2_000_000, by=by, at=at)
    join_group(group_id=group.pk, party_id=borrower_id, by=by, at=at)
    freeze_by_hand(node_id=group.pk, why="A court case of its owner", key=uuid4().hex, by=by, at=at)
    cut_by_hand(node_id=line.pk, limit_minor=1_000, why="A warning", by=by, at=at)
    yield Screen("limits", f"/bank/limits/{borrower_id}/", officer)


def _people_screens(bank: Desk, officer: Person, risk: Person, at: datetime) -> Iterator[Screen]:
    """A case that an officer works on and that is late, and one that two have answered, taken and signed."""
    canteen, press = _sells_to_its_own("canteen", "河岸食堂", "Riverside Canteen", at), _sells_to_its_own("press", "坡上文印", "Hill Press", at)
    look(canteen, at - timedelta(days=5))
    working = bank.claimed(canteen, at - timedelta(days=4))
    look(press, at)
    bank.answered(press, at=at)
    offer = Offer.objects.get(party=press.party_id)
    terms = ChosenTerms(principal_minor=offer.amount_max_minor, purpose="stock", agreed=True)
    accept_offer(offer_id=offer.pk, terms=terms, key="press", by=press.by, at=at)
    yield Screen("credit-with-people", "/credit/", canteen.owner)
    yield Screen("referrals", "/bank/referrals/", officer)
    yield Screen("referral", f"/bank/credit/{working.decision_id}/", officer)
    yield Screen("what-if", f"/bank/credit/{working.decision_id}/what-if/?own_sales_bp=5&policy=1", officer)
    said = Said("offer", offer.pk, "It costs more than the page said.")
    complaint = file_complaint(party_id=press.party_id, said=said, key="complaint", by=press.by, at=at)
    take_complaint(complaint_id=complaint.pk, by=cast.actor(risk), at=at)
    yield Screen("complaints-of-hers", "/credit/complaints/", press.owner)
    yield Screen("complaints", "/bank/complaints/", officer)
    yield Screen("complaint", f"/bank/complaints/{complaint.pk}/", risk)
    district = list(Neighbourhood.objects.order_by("code").values_list("code", flat=True)[:1])
    open_office(name_zh="河岸支行", name_en="Riverside office", above=None, districts=district, key="office", by=cast.actor(risk), at=at)
    place_businesses(at=at)
    yield Screen("offices", "/bank/offices/", risk)
    yield Screen("offers-to-retrace", "/bank/risk/offers/", risk)
    yield Screen("refusals", "/bank/risk/refusals/", risk)
    yield Screen("offers-become", "/bank/risk/funnel/", risk)
    yield Screen("offer-retraced", f"/bank/risk/offers/{offer.pk}/", risk)


def _sells_to_its_own(name: str, zh: str, en: str, at: datetime) -> Merchant:
    """A steady shop with more sales to its own people than the policy decides on alone."""
    owner = somebody(f"{name}@demo.twin", "孟川", "Chuan Meng", at=at - timedelta(days=91))
    with transaction.atomic():
        party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh=zh, name_en=en, at=at - timedelta(days=91))
        give_role(person=owner, party=party, role=Membership.Role.OWNER, at=at - timedelta(days=91))
    shop = Merchant(party, owner, Trade(party_id=party.pk, at=at - timedelta(days=6)))
    shop.trade.steady(70, daily=60_000)
    for day in range(40):
        shop.trade.sell(day, 80_000, buyer="own", own=True)
    shop.publish(at - timedelta(days=6))
    shop.consent(at - timedelta(days=6))
    return shop
