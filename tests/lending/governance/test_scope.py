"""Sums are of the whole bank for the head office, which may choose an office, and of her own office for whoever answers for one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from ecosystem.places.models import Neighbourhood
from ecosystem.places.public import cell_of
from lending.complaints.actions import Said, file_complaint
from lending.complaints.public import standing
from lending.governance import actions, queries
from lending.governance.funnel import funnel
from lending.governance.picture import draw_picture, latest_picture
from lending.loans.models import Facility
from lending.offices.actions import place_businesses
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import SOON, accept, offered
from tests.lending.governance.test_governance import DESK, FAIRNESS, browser, opened, read
from tests.lending.offices.test_offices import PLACES, office, works_at

pytestmark = pytest.mark.django_db
FUNNEL, LINES = f"{DESK}funnel/", f"{DESK}lines/"


def test_a_branch_manager_reads_the_sums_of_her_office_and_the_head_office_those_of_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    for code, (lat, lng) in PLACES.items():
        Neighbourhood.objects.create(code=code, name_zh=code, name_en=code.title(), lat=lat, lng=lng)
    risk = at_bank("risk_manager")
    area = office(risk, "south")
    north = office(risk, "north", above=area.pk)
    shops = {code: merchant(f"The {code} shop") for code in PLACES}
    for code, shop in shops.items():
        opened(shop, "bakery", cell_of(*PLACES[code]))
        accept(offered(shop), shop.by, principal=100_000 if code == "north" else 200_000, key=code)
    file_complaint(party_id=shops["south"].party_id, said=Said("loan", None, "Dear."), key="c", by=shops["south"].by, at=SOON)
    assert place_businesses(at=SOON) == 2
    draw_picture(by=risk, at=SOON)
    actions.draw_fairness(by=risk, at=SOON)
    owed = {code: sum(one.outstanding_minor for one in Facility.objects.get(borrower=shop.party_id).draws.all()) for code, shop in shops.items()}

    def told(where: object) -> tuple[int, int, int, int, int]:
        one, report = latest_picture(where), queries.latest_fairness(where)  # type: ignore[arg-type]
        assert one is not None and report is not None
        lent, made = sum(stage["owed_minor"] for stage in one.content["stage"]), funnel(SOON, where)  # type: ignore[arg-type]
        return lent, report.decisions, made.made, made.drawn, standing(SOON, where).open  # type: ignore[arg-type]

    whole = sum(owed.values())
    assert (told(None), told(area.pk), told(north.pk)) == ((whole, 2, 2, 2, 1), (whole, 2, 2, 2, 1), (owed["north"], 1, 1, 1, 0))
    manager, above = browser(works_at(north, "credit_officer", "manager")), browser(works_at(area, "risk_manager"))
    for path in (DESK, FUNNEL, FAIRNESS):
        page = read(manager, path)
        assert "The whole bank" not in page and "Sums of" not in page and read(above, f"{path}?office={north.pk}"), path
        for elsewhere in (area.pk, uuid4(), "nowhere"):
            assert manager.get(f"{path}?office={elsewhere}").status_code == 404, path
        assert "The whole bank" in read(browser(risk), path) and "The whole bank" not in read(above, path)
    desk = read(manager, DESK)
    assert "¥1,000.00" in desk and "¥3,000.00" not in desk and "Count again now" not in desk and "Waits for you" not in desk
    assert "¥3,000.00" in read(browser(risk), DESK) and "¥1,000.00" in read(browser(risk), f"{DESK}?office={north.pk}")
    assert "The north shop" in read(manager, LINES) and "The south shop" not in read(manager, LINES)
    assert "The south shop" not in read(browser(risk), f"{LINES}?office={north.pk}") and "The south shop" in read(browser(risk), LINES)
    assert manager.post(f"{DESK}draw/").status_code == 403 == manager.post(f"{FAIRNESS}draw/").status_code
    # An officer of an office who answers for nothing reads no sums; at the head office a manager is nobody's risk manager.
    assert browser(works_at(north, "credit_officer")).get(DESK).status_code == 403 == browser(at_bank("manager")).get(DESK).status_code
