"""Interval of a change between two windows, from its definition and without the project's code.

Each window: mean = sum(numerator) / sum(denominator); resamples of overlapping blocks of 7 days (1,000, xorshift32), their
standard deviation widened by sqrt(k / (k - 1)) for k = days / 7 blocks and for correlation beyond a block. The change: ratio
of the means, squares of the relative errors added up, times Student's t of Welch's and Satterthwaite's degrees of freedom.
Run: python3 change.py > change.json (needs SciPy)
"""
import json
import math

from scipy.stats import t as student


def uniform(seed):
    state = seed & 0xFFFFFFFF or 0x9E3779B9
    while True:
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        yield state / 4294967296


def mean_and_error(days, seed):
    n, k = len(days), len(days) / 7
    total = lambda rows: [sum(row[c] for row in rows) for c in (0, 1)]
    ratio = lambda sums: sums[0] / sums[1]
    blocks = [total(days[i : i + 7]) for i in range(n - 6)]
    random = uniform(seed)
    values = []
    for _ in range(1000):
        drawn = [blocks[int(next(random) * len(blocks))] for _ in range(math.ceil(k))]
        values.append(ratio(total(drawn)))
    mean = sum(values) / len(values)
    error = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    whole = total(days)
    influence = [ratio([whole[c] + day[c] for c in (0, 1)]) - ratio(whole) for day in days]
    weekday = [[influence[i] for i in range(w, n, 7)] for w in range(7)]
    rest = [influence[i] - sum(weekday[i % 7]) / len(weekday[i % 7]) for i in range(n)]
    variance = sum(value * value for value in rest)
    raw = sum(rest[i] * rest[i - 1] for i in range(1, n)) / variance
    phi = min(0.85, max(0.0, raw + 5 * (1 + 4 * raw) / n))
    seen = 1 + sum(2 * (1 - lag / 7) * phi**lag for lag in range(1, 7))
    beyond = math.sqrt((1 + phi) / (1 - phi) / seen)
    return ratio(whole), error * math.sqrt(k / (k - 1)) * beyond, math.floor(1.5 * (k - 1))


def change(now, then, seed):
    (a, error_a, free_a), (b, error_b, free_b) = mean_and_error(now, seed), mean_and_error(then, seed)
    va, vb = (error_a / a) ** 2, (error_b / b) ** 2
    freedom = math.floor((va + vb) ** 2 / (va**2 / free_a + vb**2 / free_b))
    error = student.ppf(0.975, freedom) * math.sqrt(va + vb)
    return {"now": now, "before": then, "seed": seed, "low": a / b * (1 - error), "high": a / b * (1 + error)}


def weeks(days, level, step):
    return [[level + (60 if i % 7 < 5 else 0) + (step * i * i) % 29 + (i // 5 % 2) * 20, 1 if i % 9 else 0.5] for i in range(days)]


if __name__ == "__main__":
    print(json.dumps([change(weeks(28, 100, 7), weeks(28, 120, 11), 1), change(weeks(91, 200, 13), weeks(91, 150, 5), 42)]))
