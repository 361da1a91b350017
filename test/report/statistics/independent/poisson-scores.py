"""Quantiles of the score of the gaps of Poisson series, and of how even they are, by Python's own quartiles and generator, for regularity.test.ts.

python3 poisson-scores.py > poisson-scores.json
"""
import json
import random
import statistics


def even(gaps):
    middle = statistics.median(gaps)
    return max(0, (middle - statistics.median(abs(gap - middle) for gap in gaps)) / middle)


def score(gaps):
    gaps = sorted(gaps)
    half = len(gaps) // 2
    low, middle, high = statistics.median(gaps[:half]), statistics.median(gaps), statistics.median(gaps[-half:])
    skew = (low + high - 2 * middle) / (high - low)
    return (1 - abs(skew) + even(gaps)) / 2


random.seed(20170401)
made = []
for count in (24, 60, 200):
    series = [[random.expovariate(1) for _ in range(count)] for _ in range(20_000)]
    quantiles = {}
    for name, of in (("quantiles", score), ("even", even)):
        values = sorted(map(of, series))
        quantiles[name] = {str(q): round(values[int(q * len(values))], 4) for q in (0.05, 0.5, 0.95, 0.99)}
    made.append({"gaps": count, **quantiles})
print(json.dumps(made))
