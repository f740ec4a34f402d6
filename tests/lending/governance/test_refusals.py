"""A refusal is kept with its reasons, and with the moment at which the owner first had them in front of her."""

from __future__ import annotations

import pytest
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.places.models import Neighbourhood
from lending.offers.actions import REFUSAL_TOLD, tell_refusal
from lending.offers.errors import OwnersOnly
from lending.offers.public import qualify_party
from tests.lending.cast import at_bank, merchant
from tests.lending.governance.test_governance import DESK, browser, read
from tests.lending.offices.test_offices import office, works_at
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
HERE = f"{DESK}refusals/"


def test_a_refusal_says_why_and_when_it_was_told_the_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    Neighbourhood.objects.create(code="north", name_zh="北", name_en="North", lat="30.6", lng="122.9")
    young, risk, rival = merchant("Young", days=20), at_bank("risk_manager"), merchant("Rival", days=0)
    decision = qualify_party(party_id=young.party_id, at=AT).decision
    told = Act.objects.filter(act=REFUSAL_TOLD)
    page = read(browser(risk), HERE)
    assert decision.outcome == "decline" and "Young" in page and "not yet opened" in page and "R01" in page
    for by in (rival.by, risk):
        with pytest.raises(OwnersOnly):
            tell_refusal(decision=decision, by=by, at=AT)
    browser(rival.by).get(f"/credit/?party={young.party_id}")
    assert not told.exists()
    for _ in range(2):
        assert browser(young.by).get("/credit/").status_code == 200
    [act] = told
    assert act.target.endswith(str(decision.pk)) and "R01" in act.after["codes"]
    assert "not yet opened" not in read(browser(risk), HERE) and "拒绝" in read(browser(risk, "zh-hans"), HERE)
    assert "Young" not in read(browser(works_at(office(risk, "north"), "credit_officer")), HERE)
    for who in (young.by, at_bank("operator")):
        assert browser(who).get(HERE).status_code == 403
