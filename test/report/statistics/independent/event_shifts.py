"""Events against all circular shifts, worked out from the definition with statsmodels' least squares and plain loops.

    pip install numpy statsmodels
    python event_shifts.py > event_shifts.json

Contacts of hour t: 20 + (37 t) mod 23 + 15 (8 <= t mod 24 < 20) + (t // 100), times `raised` in the 24 hours from an event;
hours of `gaps` are not observed. Means of shifts by the same part of a day are brought to the spread of those by whole days. The interval is found by trying effects on a grid, each taken out of the data.
"""
import json

import numpy as np
import statsmodels.api as sm

WINDOWS = [(-72, 0), (0, 24), (24, 96)]
WORLDS = [
    {"name": "no effect, all observed", "hours": 1344, "events": [150, 333, 520, 700, 905, 1100], "raised": 1, "gaps": []},
    {
        "name": "a rise, with an outage upon an event and events near the edges",
        "hours": 1500,
        "events": [40, 333, 524, 710, 905, 1111, 1450],
        "raised": 1.5,
        "gaps": [[335, 345], [800, 850]],
    },
]


def world(hours, events, raised, gaps, **_):
    t = np.arange(hours)
    contacts = 20 + (37 * t * t) % 23 + 15 * ((t % 24 >= 8) & (t % 24 < 20)) + t // 100
    factor = np.ones(hours)
    for event in events:
        factor[event : event + 24] = raised
    contacts = np.floor(contacts * factor)
    observed = np.ones(hours, dtype=bool)
    for first, end in gaps:
        observed[first:end] = False
    return contacts, observed


def residuals(values, observed):
    t = np.arange(len(values))
    design = np.zeros((len(values), 169))
    design[t, t % 168] = 1
    design[:, 168] = t
    fit = sm.OLS(values[observed], design[observed]).fit()
    rest = np.zeros(len(values))
    rest[observed] = fit.resid
    return rest


def mean_at(rest, observed, events, window, shift):
    total, count = 0.0, 0
    for event in events:
        at = (event + shift) % len(rest)
        for hour in range(at + window[0], at + window[1]):
            if 0 <= hour < len(rest) and observed[hour]:
                total += rest[hour]
                count += 1
    return total / count if count > 0 else 0.0


def result(own):
    contacts, observed = world(**own)
    events, hours = own["events"], own["hours"]
    values = np.log1p(contacts)
    rest = residuals(values, observed)
    means = np.array([[mean_at(rest, observed, events, w, s) for s in range(hours)] for w in WINDOWS])
    scales = np.array([[mean[0::24].std() / mean[s % 24 :: 24].std() for s in range(hours)] for mean in means])
    means = means * scales
    spread = means.std(axis=1)
    largest = (np.abs(means) / spread[:, None]).max(axis=0)
    visible = np.where(observed, np.maximum(0, 1 - np.exp(rest - values)), 0)
    windows = []
    for at, window in enumerate(WINDOWS):
        inside = np.zeros(hours)
        for event in events:
            for hour in range(max(0, event + window[0]), min(hours, event + window[1])):
                inside[hour] = visible[hour]
        reach = residuals(inside, observed)
        reaches = np.array([mean_at(reach, observed, events, window, s) for s in range(hours)]) * scales[at]
        # A shift that shows as much of an effect as the events do says nothing against any.
        upon = np.abs(reaches) >= reaches[0]
        kept = [
            x
            for x in np.arange(-1, 1.5, 0.001)
            if (upon | (np.abs(means[at] - x * reaches) >= abs(means[at][0] - x * reaches[0]) - 1e-12)).sum() > 0.05 * hours
        ]
        windows.append(
            {
                "t": means[at][0] / spread[at],
                "effect": means[at][0] / reaches[0],
                "low": float(min(kept)),
                "high": float(max(kept)),
            }
        )
    return {**own, "p": int((largest >= largest[0] - 1e-12).sum()) / hours, "windows": windows}


print(json.dumps([result(own) for own in WORLDS], indent=2))
