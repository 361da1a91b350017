"""Decisions of the sequential test of Jung et al. 2004 by exact likelihood ratios, for scan-test.test.ts.

python3 scan-tests.py > scan-tests.json
"""
import json
from fractions import Fraction
from itertools import product


def decide(outcomes, detection, false_alarms, benign, scanner):
    ratio = Fraction(1)
    for count, answered in enumerate(outcomes, 1):
        ratio *= scanner / benign if answered else (1 - scanner) / (1 - benign)
        if ratio >= detection / false_alarms:
            return ["scan", count]
        if ratio <= (1 - detection) / (1 - false_alarms):
            return ["no scan", count]
    return ["undecided", len(outcomes)]


TESTS = [(99, 1, 80, 20), (99, 1, 70, 20), (95, 5, 80, 20), (999, 1, 90, 10)]
made = []
for detection, false_alarms, benign, scanner in TESTS:
    scale = 1000 if detection == 999 else 100
    test = [Fraction(detection, scale), Fraction(false_alarms, scale), Fraction(benign, 100), Fraction(scanner, 100)]
    for length in (3, 4, 5, 6):
        for outcomes in product([False, True], repeat=length):
            text = "".join("1" if answered else "0" for answered in outcomes)
            verdict, after = decide(outcomes, *test)
            made.append({"test": [float(own) for own in test], "outcomes": text, "verdict": verdict, "after": after})
print(json.dumps(made))
