"""A case under another policy and other values: shown beside what was decided, stored nowhere, told as a read."""

from __future__ import annotations

import pytest
from django.utils import timezone

from ecosystem.audit.models import Act
from lending.offers.actions import qualify_party
from lending.policy import trying
from lending.policy.errors import DecisionNotFound, LendersOnly, PolicyNotFound, ValueUnreadable
from lending.policy.models import Decision, PolicyVersion
from lending.portraits.public import canonical
from tests.lending.cast import at_bank, merchant
from tests.lending.referrals.test_pages import browser, read
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db


def test_a_case_is_tried_beside_what_was_decided_and_nothing_is_kept_but_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    shop, officer, risk = merchant("Young", days=50), at_bank("credit_officer"), at_bank("risk_manager")
    decision = qualify_party(party_id=shop.party_id, at=AT).decision
    before = (Decision.objects.count(), canonical(decision.verdict))
    current, version = decision.policy_id, decision.policy
    assert decision.outcome == "decline"
    was, same = trying.try_case(decision_id=decision.pk, policy=current, typed={}, by=officer, at=AT)
    assert canonical(same.verdict) == canonical(was.verdict) and same.inputs == was.inputs
    _was, older = trying.try_case(decision_id=decision.pk, policy=current, typed={"history_days": "120"}, by=risk, at=AT)
    assert older.outcome != "decline" and older.limit_minor > 0 and older.verdict["trace"]
    assert Act.objects.filter(act="lending.case.try").latest("pk").after["changed"] == {"history_days": 120}
    other = PolicyVersion.objects.exclude(pk=current).first()
    assert other is not None
    for policy, typed, refused in (
        (current, {"history_days": "many"}, ValueUnreadable),
        (current, {"median_monthly_net_minor": "1.234"}, ValueUnreadable),
        (99, {}, PolicyNotFound),
    ):
        with pytest.raises(refused):
            trying.try_case(decision_id=decision.pk, policy=policy, typed=typed, by=officer, at=AT)
    for who, which, no in ((shop.by, decision.pk, LendersOnly), (officer, shop.party_id, DecisionNotFound)):
        with pytest.raises(no):
            trying.try_case(decision_id=which, policy=current, typed={}, by=who, at=AT)
    here = f"/bank/credit/{decision.pk}/what-if/"
    page = read(browser(officer), f"{here}?policy={other.pk}&history_days=120&median_monthly_net_minor=")
    assert (
        "As it is tried" in page
        and "was 50" in page
        and f"version {other.pk}" in page
        and here in read(browser(officer), f"/bank/credit/{decision.pk}/")
    )
    assert "假如" in read(browser(officer, "zh-hans"), here)
    assert {browser(shop.by).get(path).status_code for path in (here, f"/bank/credit/policies/{current}/swaps/")} == {403}
    assert browser(officer).get(f"{here}?history_days=many").status_code == 422
    flips = read(browser(risk), f"/bank/credit/policies/{current}/swaps/")
    assert "each of 1 applicant of a year" in flips and "1 / 1" in flips and version.name in flips
    assert (Decision.objects.count(), canonical(Decision.objects.get(pk=decision.pk).verdict)) == before
