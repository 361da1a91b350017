"""Values of SciPy, NumPy and statsmodels that published statistics of ours are held against.

    pip install numpy scipy statsmodels
    python published.py > published.json
"""
import json

import numpy as np
import scipy
import statsmodels
from scipy import special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

P_VALUES = [
    [0.005, 0.009, 0.019, 0.022, 0.051, 0.101, 0.361, 0.387],
    [0.04, 0.001, 0.9, 0.03, 0.03],
    [0.2],
    [0, 1, 0.5],
]
SHARES = [(9, 97), (26, 28), (108, 112), (0, 20), (20, 20), (1, 1), (3, 1_000_000), (500_000, 1_000_000)]
LEVELS = [0.95, 0.99]
HOURS = [
    [2, 1, 0, 0, 0, 1, 3, 9, 20, 25, 27, 24, 22, 23, 26, 25, 24, 21, 15, 9, 6, 4, 3, 2],
    [5, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 6],
]
SAMPLES = [
    [3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20],
    [1.5, 0.25, 4, 4, 100, -3],
    [2, 2],
]
QUANTILES = [0, 0.05, 0.25, 0.5, 0.9, 0.95, 1]
NORMAL = [1e-300, 1e-12, 0.0001, 0.025, 0.075, 0.3, 0.5, 0.8, 0.975, 0.9999, 1 - 1e-12]
BETA = [(0.1, 2, 30), (0.5, 0.5, 0.5), (0.9, 40, 3), (0.3, 300, 700), (0.999, 1, 1), (0.01, 0.2, 5)]


def interval(successes, trials, level, method):
    low, high = proportion_confint(successes, trials, alpha=1 - level, method=method)
    return [float(low), float(high)]


def resultant(counts):
    # By single observations, each at its hour: no weights.
    angles = np.repeat(2 * np.pi * np.arange(24) / 24, counts)
    return {
        "counts": counts,
        "length": float(1 - stats.circvar(angles)),
        "at": float(stats.circmean(angles) * 24 / (2 * np.pi)),
    }


print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
            "falseDiscovery": [
                {
                    "pValues": p,
                    "hochberg": multipletests(p, method="fdr_bh")[1].tolist(),
                    "yekutieli": multipletests(p, method="fdr_by")[1].tolist(),
                }
                for p in P_VALUES
            ],
            "shares": [
                {
                    "successes": k,
                    "trials": n,
                    "level": level,
                    "wilson": interval(k, n, level, "wilson"),
                    "clopperPearson": interval(k, n, level, "beta"),
                }
                for k, n in SHARES
                for level in LEVELS
            ],
            "resultants": [resultant(counts) for counts in HOURS],
            "samples": [
                {
                    "values": values,
                    "median": float(np.median(values)),
                    "deviation": float(stats.median_abs_deviation(values)),
                    "quantiles": [{"p": p, "value": float(np.quantile(values, p))} for p in QUANTILES],
                }
                for values in SAMPLES
            ],
            "normal": [{"p": p, "z": float(stats.norm.ppf(p))} for p in NORMAL],
            "beta": [{"x": x, "a": a, "b": b, "value": float(special.betainc(a, b, x))} for x, a, b in BETA],
        },
        indent=2,
    )
)
