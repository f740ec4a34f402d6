from __future__ import annotations

import random

from ecosystem.kernel.codes import LETTERS, new_code


def test_nobody_who_knows_a_seed_knows_the_next_code() -> None:
    def after_the_same_seed() -> str:
        random.seed(7)
        return new_code(16)

    codes = {after_the_same_seed() for _ in range(3)}
    assert len(codes) == 3
    assert set("".join(codes)) <= set(LETTERS)
