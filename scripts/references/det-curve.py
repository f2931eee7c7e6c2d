"""DET curves on probit axes: scipy's quantiles of the normal distribution, scikit-learn's det_curve, numpy's histogram.

python scripts/references/det-curve.py > test/references/det-curve.json
"""

import json

import numpy as np
import scipy
import sklearn
from scipy.stats import norm
from sklearn.metrics import det_curve

random = np.random.default_rng(20)
rates = np.concatenate([10.0 ** -np.arange(1.0, 16.0), np.linspace(0.02, 0.98, 25), 1 - 10.0 ** -np.arange(1.0, 8.0)])


def case(targets, nontargets, digits):
    scores = np.round(np.concatenate([random.normal(1.5, 1.2, targets), random.normal(0, 1, nontargets)]), digits)
    labels = np.concatenate([np.ones(targets, int), np.zeros(nontargets, int)])
    false_alarms, misses, thresholds = det_curve(labels, scores, drop_intermediate=False)
    bins = 20
    edges = np.linspace(scores.min(), scores.max(), bins + 1)
    shares = [100 * np.histogram(scores[labels == kind], edges)[0] / np.sum(labels == kind) for kind in (1, 0)]
    return {
        "scores": scores.tolist(),
        "targets": labels.tolist(),
        "thresholds": thresholds.tolist(),
        "falseAlarms": false_alarms.tolist(),
        "misses": misses.tolist(),
        # det_curve leaves out rates of 0 and 1 at its ends; in between they have no finite probit.
        "probits": [[float(norm.ppf(x)), float(norm.ppf(y))] for x, y in zip(false_alarms, misses) if 0 < x < 1 and 0 < y < 1],
        "histogram": {"bins": bins, "targets": shares[0].tolist(), "nontargets": shares[1].tolist()},
    }


print(
    json.dumps(
        {
            "tools": {"scipy": f"scipy {scipy.__version__} norm.ppf", "scikitLearn": f"scikit-learn {sklearn.__version__} det_curve", "numpy": f"numpy {np.__version__} histogram"},
            "script": "scripts/references/det-curve.py",
            "probit": {"rates": rates.tolist(), "quantiles": norm.ppf(rates).tolist()},
            "cases": {"few": case(40, 300, 9), "tied": case(60, 400, 1)},
        }
    )
)
