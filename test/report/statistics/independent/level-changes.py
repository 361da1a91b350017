"""Values of SciPy, NumPy and ruptures that changes of levels, alone and of many series together, are held against.

    pip install numpy scipy ruptures
    python level-changes.py > level-changes.json
"""
import json

import numpy as np
import ruptures
import scipy
from scipy.stats import poisson

QUIET, LOUD = 14, 7


class PoissonCost(ruptures.base.BaseCost):
    """Twice the negative log-likelihood of a segment at its own mean."""

    model = "poisson"
    min_size = 1

    def fit(self, signal):
        self.signal = np.asarray(signal, dtype=float).reshape(-1)
        return self

    def error(self, start, end):
        part = self.signal[start:end]
        return float(-2 * poisson.logpmf(part, part.mean()).sum())


def log_ratio(x, d):
    """Of a change at d against none, from the probabilities of the single days."""
    parts = sum(poisson.logpmf(part, part.mean()).sum() for part in (x[:d], x[d:]))
    return float(parts - poisson.logpmf(x, x.mean()).sum())


def single(x):
    x = np.asarray(x)
    at = ruptures.Dynp(custom_cost=PoissonCost(), min_size=1, jump=1).fit(x).predict(n_bkps=1)[0]
    up = x[at:].mean() > x[:at].mean()
    best = log_ratio(x, at)
    near = [
        d
        for d in range(1, len(x))
        if (x[d:].mean() > x[:d].mean()) == up and log_ratio(x, d) >= best - 2
    ]
    return {
        "counts": x.tolist(),
        "direction": "up" if up else "down",
        "at": int(at),
        "logRatio": best,
        "before": float(x[:at].mean()),
        "after": float(x[at:].mean()),
        "fits": {"from": min(near), "to": max(near)},
    }


def largest(x, direction):
    first, last = (QUIET, LOUD) if direction == "up" else (LOUD, QUIET)
    ratios = [
        log_ratio(x, d)
        for d in range(first, len(x) - last + 1)
        if (x[d:].mean() > x[:d].mean()) == (direction == "up") and x[d:].mean() != x[:d].mean()
    ]
    return max([0.0, *ratios])


def joint(series, orders):
    series = [np.asarray(x) for x in series]
    scores = []
    others = []
    for x in series:
        for direction in ("up", "down"):
            ratios = np.array([largest(x[order], direction) for order in orders])
            scores.append((largest(x, direction) - ratios.mean()) / ratios.std(ddof=1))
            others.append((ratios - ratios.mean()) / ratios.std(ddof=1))
    most = np.max(others, axis=0)
    p = [(1 + int((most >= score - 1e-9).sum())) / (1 + len(orders)) for score in scores]
    return {
        "series": [x.tolist() for x in series],
        "orders": [order.tolist() for order in orders],
        "quiet": QUIET,
        "loud": LOUD,
        "up": p[0::2],
        "down": p[1::2],
    }


def block_order(random, days):
    cuts = np.arange(random.integers(1, 8), days, 7)
    blocks = np.split(np.arange(days), cuts)
    return np.concatenate([blocks[b] for b in random.permutation(len(blocks))])


random = np.random.default_rng(7)
days = 60
noise = [random.poisson(level, days) for level in (0.5, 3, 40)]
weeks = random.poisson(np.where(np.arange(days) % 7 < 5, 20, 4))
begun = np.concatenate([np.zeros(31, int), random.poisson(8, days - 31)])
ended = np.concatenate([random.poisson(12, 27), random.poisson(0.3, days - 27)])
pinned = [(37 * i) % 3 for i in range(46)] + [40 + (29 * i) % 17 for i in range(51)]
print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "ruptures": ruptures.version.__version__},
            "single": [single(x) for x in (pinned, begun.tolist(), ended.tolist(), [3, 1, 0, 2, 1, 3, 4, 2, 5, 3])],
            "joint": joint([*noise, weeks, begun, ended], [block_order(random, days) for _ in range(99)]),
        }
    )
)
