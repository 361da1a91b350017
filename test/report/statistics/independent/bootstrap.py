"""Intervals of shares over days, from their definition: mean and widened standard error as in change.py, times Student's t.

Run: python3 bootstrap.py > bootstrap.json (needs SciPy)
"""
import json
import math

from change import mean_and_error
from scipy.stats import t as student


def interval(name, days, seed):
    centre, error, freedom = mean_and_error(days, seed)
    half = student.ppf(0.975, freedom) * error
    return {"name": name, "days": days, "seed": seed, "low": centre - half, "high": centre + half}


print(
    json.dumps(
        [
            interval("five weeks of little structure", [[40 + (7 * i * i) % 23, 100 + (11 * i) % 37] for i in range(35)], 1),
            interval(
                "fourteen weeks with weekdays and dependence",
                [[60 + (40 if i % 7 < 5 else 0) + i // 5 % 2 * 30 + (13 * i) % 17, 200 + (5 * i) % 41] for i in range(97)],
                42,
            ),
        ]
    )
)
