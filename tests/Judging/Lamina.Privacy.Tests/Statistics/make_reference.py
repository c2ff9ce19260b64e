"""Makes interval-cases.json with SciPy: BCa bounds (200,000 resamples), Student's t and exact binomial bounds, all one-sided 95%.

/usr/bin/python3 make_reference.py > interval-cases.json      (Debian: python3-scipy)
"""
import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
samples = {
    "normal-60": rng.normal(0.4, 0.1, 60),
    "skewed-80": rng.exponential(0.05, 80),
    "very-skewed-50": rng.lognormal(-3, 1.2, 50),
    "bounded-100": rng.beta(0.6, 6, 100),
    "negative-skew-120": 1 - rng.exponential(0.1, 120),
}
out = {"bca": [], "student": [], "clopper_pearson": []}
for name, values in samples.items():
    values = np.round(values, 6)
    result = stats.bootstrap(
        (values,), np.mean, confidence_level=0.9, n_resamples=200_000, method="BCa", batch=2000,
        random_state=np.random.default_rng(11))
    out["bca"].append({
        "name": name, "values": values.tolist(), "error": float(stats.sem(values)),
        "low": float(result.confidence_interval.low), "high": float(result.confidence_interval.high)})
for count in (16, 30, 49):
    values = np.round(rng.normal(0.3, 0.2, count), 6)
    low, high = stats.t.interval(0.9, count - 1, loc=values.mean(), scale=stats.sem(values))
    out["student"].append({"values": values.tolist(), "low": float(low), "high": float(high)})
for hits, trials in ((0, 59), (0, 58), (1, 59), (1, 93), (5, 100), (50, 100), (100, 100), (3, 16), (0, 1)):
    out["clopper_pearson"].append({
        "hits": hits, "trials": trials,
        "low": 0.0 if hits == 0 else float(stats.beta.ppf(0.05, hits, trials - hits + 1)),
        "high": 1.0 if hits == trials else float(stats.beta.ppf(0.95, hits + 1, trials - hits))})
print(json.dumps(out))
