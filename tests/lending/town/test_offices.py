"""The town's two offices: each has half of its neighbourhoods, and the branch manager sees the businesses of hers alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ecosystem.demo.actions import open_the_bank
from ecosystem.demo.shape import DemoPerson, Named
from ecosystem.places.models import Neighbourhood
from ecosystem.places.public import cell_of
from lending.offices.access import is_office_manager, offices_of
from lending.offices.models import Home, Office
from lending.town.part import _banker, _open_offices
from tests.lending.cast import merchant
from tests.lending.governance.test_governance import opened
from tests.lending.trade import AT


@pytest.mark.django_db
def test_the_branch_manager_is_moved_to_the_first_of_two_offices() -> None:
    people = [DemoPerson(f"{role}@demo.twin", role, Named(role, role), "") for role in ("officer", "risk", "branch")]
    town = SimpleNamespace(people=people, neighbourhoods=[SimpleNamespace(no=no) for no in (1, 2, 3)])
    for no in (1, 2, 3):
        Neighbourhood.objects.create(code=f"n{no}", name_zh=f"{no}", name_en=f"{no}", lat=f"30.{no}", lng="122.9")
    open_the_bank(town, at=AT)  # type: ignore[arg-type]
    near, far = merchant("Near"), merchant("Far")
    opened(near, "bakery", cell_of(30.1, 122.9))
    opened(far, "bakery", cell_of(30.3, 122.9))
    assert _open_offices(town, at=AT) == "2 offices, 2 businesses at home"
    first = Office.objects.get(districts__code="n1")
    branch, officer = _banker("branch", town), _banker("officer", town)
    assert branch is not None and officer is not None and is_office_manager(branch)
    assert (offices_of(branch), offices_of(officer)) == (frozenset({first.pk}), None)
    assert {home.party_id: home.district for home in Home.objects.all()} == {near.party_id: "n1", far.party_id: "n3"}
