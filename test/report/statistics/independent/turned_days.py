"""p of the resultant where each day is turned by whole hours: by going through all turns, with NumPy.

python3 -m venv v && v/bin/pip install numpy && v/bin/python turned_days.py > turned-days.json
"""
import json

import numpy as np

HOURS = np.exp(2j * np.pi * np.arange(24) / 24)

# Days as counts by hour.
CASES = {
    "one day points nowhere by itself": [{9: 5, 10: 3}],
    "two days at the same hour": [{9: 4}, {9: 4}],
    "three days at the same hour": [{9: 4}, {9: 4}, {9: 4}],
    "three days at hours of their own": [{2: 4}, {10: 4}, {18: 4}],
    "three days of some spread": [{8: 2, 9: 5, 13: 1}, {9: 3, 10: 3, 22: 1}, {7: 2, 11: 4}],
    "four days, one of them large": [{3: 50}, {9: 4}, {9: 3, 10: 1}, {10: 2}],
}


def exact(days):
    sums = [sum(count * HOURS[hour] for hour, count in day.items()) for day in days]
    least = abs(sum(sums)) - 1e-9 * sum(abs(day) for day in sums)
    # Turning all days by the same changes nothing: the first may stand.
    total = np.array([sums[0]])
    for day in sums[1:]:
        total = (total[:, None] + day * HOURS[None, :]).ravel()
    return float(np.mean(np.abs(total) >= least))


print(json.dumps({name: {"days": [[day.get(h, 0) for h in range(24)] for day in days], "p": exact(days)}
                  for name, days in CASES.items()}))
