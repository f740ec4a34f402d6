"""Logistic regression on weights of evidence with coefficients that are never negative, by Newton's method on an active set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
RIDGE = 1e-3
STEPS, CLOSE = 60, 1e-12


def fit(evidence: Matrix, goods: Matrix) -> tuple[float, Matrix]:
    """(intercept, coefficients) that make ln(goods/bads) = intercept + evidence · coefficients most likely.

    A coefficient below zero would turn a characteristic's bins round, so it is left out and the rest are fitted again; one
    that would help again in the end comes back (Karush, Kuhn and Tucker). A ridge of 1/1000 keeps twins from running off.
    """
    active = np.ones(evidence.shape[1], dtype=bool)
    for _ in range(2 * evidence.shape[1] + 1):
        weights = _newton(evidence[:, active], goods)
        if weights[1:].size and weights[1:].min() < 0:
            active[np.flatnonzero(active)[weights[1:].argmin()]] = False
            continue
        whole = np.zeros(evidence.shape[1])
        whole[active] = weights[1:]
        pull = evidence.T @ (goods - _chance(weights[0] + evidence @ whole))
        pull[active] = 0
        if not pull.size or pull.max() <= 1e-6:
            break
        active[pull.argmax()] = True
    return float(weights[0]), np.clip(whole, 0, None)


def _chance(log_odds: Matrix) -> Matrix:
    chance: Matrix = 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))
    return chance


def _newton(evidence: Matrix, goods: Matrix) -> Matrix:
    design = np.column_stack([np.ones(len(goods)), evidence])
    ridge = RIDGE * np.eye(design.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = _chance(design @ weights)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, design.T @ (goods - chance) - ridge @ weights)
        weights = weights + step
        if np.abs(step).max() < CLOSE:
            break
    return weights


def slope(log_odds: Matrix, goods: Matrix) -> float:
    """The coefficient of the log odds in a regression of what happened: 1 is calibrated, below 1 too sure of itself."""
    return float(_newton(log_odds[:, None], goods)[1])
