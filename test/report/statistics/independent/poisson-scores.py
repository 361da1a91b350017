"""Quantiles of the score of the gaps of Poisson series, by Python's own quartiles and generator, for regularity.test.ts.

python3 poisson-scores.py > poisson-scores.json
"""
import json
import random
import statistics


def score(gaps):
    gaps = sorted(gaps)
    half = len(gaps) // 2
    low, middle, high = statistics.median(gaps[:half]), statistics.median(gaps), statistics.median(gaps[-half:])
    skew = (low + high - 2 * middle) / (high - low)
    even = (middle - statistics.median(abs(gap - middle) for gap in gaps)) / middle
    return (1 - abs(skew) + max(0, even)) / 2


random.seed(20170401)
made = []
for count in (24, 60, 200):
    scores = sorted(score([random.expovariate(1) for _ in range(count)]) for _ in range(20_000))
    made.append({"gaps": count, "quantiles": {str(q): round(scores[int(q * len(scores))], 4) for q in (0.05, 0.5, 0.95, 0.99)}})
print(json.dumps(made))
