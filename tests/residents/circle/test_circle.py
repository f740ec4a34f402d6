"""The business circle beside a model of it: random histories of trade, and after each step the same goods and the same money in both."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import Town
from .waiting import Waiting

QUICK, STEPS = 4, 18
# In so many histories each rule has its turn.
MANY = 60
DONE = (
    "approved arrives bill-paid billed card card-ended card-pays cash cash-back code code-back confirmed count-accepted count-dropped count-posted "
    "counted dated-back debited lapsed month-closed month-opened points-spent received refused-leaves "
    "released ring shipped tab tab-back tab-paid transfer"
)


@pytest.mark.django_db
def test_the_circle_does_what_its_model_does(request: pytest.FixtureRequest) -> None:
    histories = request.config.getoption("--histories", 0)
    Waiting.town = Town()
    Waiting.done.clear()
    how = settings(
        max_examples=histories or QUICK,
        stateful_step_count=40 if histories else STEPS,
        deadline=None,
        derandomize=not histories,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Waiting, settings=how)
    print(dict(sorted(Waiting.done.items())))
    assert histories < MANY or [name for name in DONE.split() if not Waiting.done[name.replace("-", " ")]] == []
