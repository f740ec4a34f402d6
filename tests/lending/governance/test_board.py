"""The dashboard tells what was lent from a picture that is drawn once and kept, and each group leads to its lines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.identity.public import Party
from ecosystem.places.models import Neighbourhood
from lending.governance.models import RiskPicture
from lending.governance.picture import draw_picture, latest_picture
from lending.loans.models import Facility
from lending.offices.actions import open_office, place_businesses
from lending.scoring.errors import RiskManagersOnly
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import SOON, accept, offered
from tests.lending.governance.test_governance import DESK, browser, opened, read
from tests.lending.offices.test_offices import works_at

pytestmark = pytest.mark.django_db
LINES = f"{DESK}lines/"


def test_a_picture_is_kept_and_each_group_leads_to_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    Neighbourhood.objects.create(code="bay", name_zh="海湾", name_en="Bay", lat="30.6", lng="122.9")
    risk, officer = at_bank("risk_manager"), at_bank("credit_officer")
    shop = merchant()
    opened(shop, "bakery")
    accept(offered(shop), shop.by)
    place_businesses(at=SOON)
    hers = browser(risk)
    assert "Not counted yet" in read(hers, DESK) and latest_picture() is None
    assert hers.post(f"{DESK}draw/").status_code == 302
    drawn = latest_picture()
    assert drawn is not None
    [place], [trade], [stage] = (drawn.content[kind] for kind in ("district", "industry", "stage"))
    line = Facility.objects.get()
    owed = sum(draw.outstanding_minor for draw in line.draws.all())
    assert (place["group"], trade["group"], stage["group"], stage["lines"], stage["owed_minor"]) == ("bay", "bakery", 0, 1, owed)
    Facility.objects.update(days_past_due=45)
    late = draw_picture(by=risk, at=SOON + timedelta(days=1))
    assert (late.content["stage"][0]["group"], late.content["district"][0]["late_minor"]) == (31, owed)
    with CaptureQueriesContext(connection) as asked:
        page = read(hers, DESK)
    assert len(asked) <= 28 and not any("loans_facility" in one["sql"] for one in asked)
    assert "Bay" in page and "31 to 60 days" in page and f"{LINES}?district=bay" in page and "100%" in page
    assert "海湾" in read(browser(risk, "zh-hans"), DESK)
    assert line.borrower.name_en in read(hers, f"{LINES}?district=bay&stage=31") and "No line here" in read(hers, f"{LINES}?stage=0")
    Party.objects.filter(pk=shop.party_id).update(name_zh="=1+1")
    table = hers.get(f"{LINES}?district=bay&as=csv")
    assert table["Content-Type"].startswith("text/csv") and "'=1+1" in table.content.decode() and "45" in table.content.decode()
    far = open_office(name_zh="远", name_en="Far", above=None, districts=[], key="far", by=risk, at=SOON)
    assert "No line here" in read(browser(works_at(far, "credit_officer")), LINES)
    before = RiskPicture.objects.count()
    for who in (merchant(days=0).by, at_bank("operator")):
        assert browser(who).get(LINES).status_code == 403 == browser(who).post(f"{DESK}draw/").status_code
    assert browser(officer).get(LINES).status_code == 200
    with pytest.raises(RiskManagersOnly):
        draw_picture(by=officer, at=SOON)
    assert RiskPicture.objects.count() == before and Act.objects.filter(act="lending.book.read", actor=officer.name).count() == 1
    for change, name in (({"sha256": "x"}, "risk_picture_has_a_whole_digest"), ({"drawn_by": ""}, "a_risk_picture_says_who_drew_it")):
        whole = {"drawn_at": SOON, "drawn_by": "a", "content": {}, "sha256": "0" * 64}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            RiskPicture.objects.create(**whole | change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE governance_riskpicture SET drawn_by = 'b'")
