"""Terms that wait end one way: two colleagues who release them and one who drops them make at most one version. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from lending.products.actions import drop_terms, propose_terms, release_terms
from lending.products.models import Product, TermsProposal
from lending.products.public import LINE
from tests.lending.cast import at_bank
from tests.lending.products.test_terms import CHEAPER
from tests.lending.trade import AT
from tests.races.test_referrals import codes
from tests.together import neck_and_neck

pytestmark = pytest.mark.race


def test_terms_are_put_in_force_once_or_dropped(committed: str) -> None:
    writer, one, other = (at_bank("credit_officer") for _ in range(3))
    made = propose_terms(code=LINE, terms=CHEAPER, why="w", key="k", by=writer, at=AT)
    answers = neck_and_neck(
        *[partial(release_terms, proposal_id=made.pk, by=by, at=AT) for by in (one, other)],
        partial(drop_terms, proposal_id=made.pk, by=writer, at=AT),
    )
    assert codes(answers) == ["terms_proposal_decided"] * 2
    made.refresh_from_db()
    assert (made.status == TermsProposal.Status.RELEASED) == (Product.objects.filter(code=LINE).count() == 2)
