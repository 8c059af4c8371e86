"""What tells two groups apart, if anything does: each feature alone (Mann–Whitney), and all together (logistic
regression on standardised features and their squares; judged on those that it did not learn from)."""

import math
from collections.abc import Sequence

Row = Sequence[float]

STEPS, RATE = 40, 0.8


def auc(without: Sequence[float], with_it: Sequence[float]) -> float:
    """How often one of those with it is above one of those without; a draw is half. Mann–Whitney's U as a share."""
    ranked = sorted([(value, 0) for value in without] + [(value, 1) for value in with_it])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        rank = (at + 1 + end) / 2
        total += rank * sum(label for _, label in ranked[at:end])
        at = end
    n, m = len(without), len(with_it)
    return (total - m * (m + 1) / 2) / (n * m)


def told_by_each(without: Sequence[Row], with_it: Sequence[Row]) -> list[float]:
    """The AUC of each feature alone."""
    return [auc([row[n] for row in without], [row[n] for row in with_it]) for n in range(len(without[0]))]


def told_by_all(without: Sequence[Row], with_it: Sequence[Row]) -> float:
    """The AUC of a classifier over all of them: two halves, each judged by what was learned from the other."""
    found = []
    for fold in (0, 1):
        weights, scale = _learn(without[fold::2], with_it[fold::2])
        judged = [[_score(row, weights, scale) for row in rows[1 - fold :: 2]] for rows in (without, with_it)]
        found.append(auc(*judged))
    return sum(found) / 2


_Scale = list[tuple[int, int, float, float]]
"""Which feature, to which power; its mean and deviation."""


def _learn(without: Sequence[Row], with_it: Sequence[Row]) -> tuple[list[float], _Scale]:
    rows = [*without, *with_it]
    scale: _Scale = []
    width = len(rows[0])
    for pair in [(n, power) for n in range(width) for power in (1, 2)]:
        values = [_value(row, *pair) for row in rows]
        mean = sum(values) / len(values)
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        if spread > 1e-9 * max(1.0, abs(mean)):
            scale.append((*pair, mean, spread))
    inputs = [_inputs(row, scale) for row in rows]
    labels = [0.0] * len(without) + [1.0] * len(with_it)
    weights = [0.0] * (len(scale) + 1)
    for _ in range(STEPS):
        gradient = [0.0] * len(weights)
        for one, label in zip(inputs, labels, strict=True):
            fault = label - _sigmoid(sum(map(float.__mul__, weights, one)))
            for n, value in enumerate(one):
                gradient[n] += fault * value
        weights = [weight + RATE * slope / len(inputs) for weight, slope in zip(weights, gradient, strict=True)]
    return weights, scale


def _score(row: Row, weights: Sequence[float], scale: _Scale) -> float:
    return sum(map(float.__mul__, weights, _inputs(row, scale)))


def _inputs(row: Row, scale: _Scale) -> list[float]:
    return [1.0, *((_value(row, n, power) - mean) / spread for n, power, mean, spread in scale)]


def _value(row: Row, n: int, power: int) -> float:
    return float(row[n] ** power)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -30 else 0.0
