"""S-norm, calibration, quality measures, fusion and thresholds of small score sets, for test/backends and test/metrics.

    python scripts/references/scoring.py --pyllr DIR > test/references/scoring.json

DIR is a checkout of bsxfan/PYLLR at the commit in TOOLS. Needs numpy, scipy and scikit-learn. Regressions are scikit-learn's
without a penalty (or with the one named), each class weighted to its prior; the prior's log odds are taken off the intercept.
"""

import argparse
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.stats import zscore
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

TOOLS = {
    "numpy": np.__version__,
    "scikitLearn": f"scikit-learn {sklearn.__version__} LogisticRegression newton-cholesky, roc_curve",
    "scipy": f"scipy {scipy.__version__} stats.zscore",
    "pyllr": "bsxfan/PYLLR@442b10b pyllr/bayes_error_rate.py fast_Bayes_error_rate",
}


def s_norm(random):
    cohort, enroll, test = (random.standard_normal((rows, 5)) + 0.3 for rows in (30, 4, 6))

    def cosines(a, b):
        return (a / np.linalg.norm(a, axis=1)[:, None]) @ (b / np.linalg.norm(b, axis=1)[:, None]).T

    scores = cosines(enroll, test)
    by_enroll, by_test = cosines(enroll, cohort), cosines(test, cohort)
    z_norm = (scores - by_enroll.mean(1)[:, None]) / by_enroll.std(1)[:, None]
    t_norm = (scores - by_test.mean(1)[None, :]) / by_test.std(1)[None, :]
    return {
        "cohort": cohort.tolist(), "enroll": enroll.tolist(), "test": test.tolist(),
        "scores": ((z_norm + t_norm) / 2).tolist(),
        "enrollMeans": by_enroll.mean(1).tolist(), "testMeans": by_test.mean(1).tolist(),
    }


def regression(design, targets, prior, ridge=0.0):
    """Weights and offset of log-likelihood ratios; `ridge` / 2 times the squared weights of standardised columns."""
    mean, deviation = design.mean(0), design.std(0)
    weights = np.where(targets == 1, prior / targets.sum(), (1 - prior) / (len(targets) - targets.sum()))
    c = np.inf if ridge == 0 else 1 / ridge
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    model.fit((design - mean) / deviation, targets, sample_weight=weights)
    slope = model.coef_[0] / deviation
    offset = model.intercept_[0] - np.log(prior / (1 - prior)) - slope @ mean
    return {"prior": prior, "ridge": ridge, "weights": slope.tolist(), "offset": float(offset),
            "llrs": (design @ slope + offset).tolist()}


def trials(random, targets, nontargets):
    labels = np.repeat([1, 0], [targets, nontargets])
    sides = random.integers(0, 12, (len(labels), 2))
    seconds = np.round(np.exp(random.normal(1.5, 0.6, 12)), 2)
    magnitudes = np.round(random.normal(10, 2, 12), 3)
    cohort_means = np.round(random.normal(0.1, 0.05, 12), 4)
    shortest = np.log(seconds)[sides].min(1)
    scores = np.round(labels * 1.5 + 0.4 * shortest + random.normal(0, 1, len(labels)), 4)
    second = np.round(labels * 3.0 + random.normal(2, 2.5, len(labels)), 4)
    return labels, sides, seconds, magnitudes, cohort_means, scores, second


def thresholds(scores, labels, false_bayes):
    false_alarms, hits, _ = roc_curve(labels, scores, drop_intermediate=False)
    rows = [{"far": far, "frr": float(1 - hits[false_alarms <= far].max())} for far in (0, 0.01, 0.05, 0.1, 1)]
    costs = []
    for prior in (0.001, 0.01, 0.5):
        error, = false_bayes(scores, labels, np.array([np.log(prior / (1 - prior))]))
        costs.append({"prior": prior, "cost": float(error / min(prior, 1 - prior))})
    return {"frrAtFar": rows, "actDcf": costs}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pyllr", required=True)
    args = parser.parse_args()
    sys.path.insert(0, args.pyllr)
    from pyllr.bayes_error_rate import fast_Bayes_error_rate

    random = np.random.default_rng(3)
    labels, sides, seconds, magnitudes, cohort_means, scores, second = trials(random, 60, 240)
    measures = {"log-duration": np.log(seconds), "magnitude": magnitudes, "cohort-mean": cohort_means}
    of_trial = {name: values[sides] for name, values in measures.items()}
    both = [column for pair in of_trial.values() for column in (pair.min(1), pair.max(1))]
    capped = np.minimum(seconds, 5.0)[sides]
    ratios = [capped.min(1), capped.max(1), capped.max(1) / capped.min(1)]
    print(json.dumps({
        "tools": TOOLS, "script": "scripts/references/scoring.py", "sNorm": s_norm(random),
        "trials": {
            "targets": labels.tolist(), "sides": sides.tolist(), "scores": scores.tolist(), "second": second.tolist(),
            "seconds": seconds.tolist(), "magnitudes": magnitudes.tolist(), "cohortMeans": cohort_means.tolist(),
        },
        "logistic": [regression(scores[:, None], labels, prior, ridge)
                     for prior, ridge in ((0.5, 0), (0.01, 0), (0.001, 0), (0.1, 0.05))],
        "quality": regression(np.stack([scores, *both], 1), labels, 0.1),
        "qualityRatios": regression(np.stack([scores, *ratios], 1), labels, 0.05),
        "fusion": regression(np.stack([scores, second], 1), labels, 0.01),
        "zMean": ((zscore(scores) + zscore(second)) / 2).tolist(),
        "rates": thresholds(scores, labels, fast_Bayes_error_rate),
    }))


if __name__ == "__main__":
    main()
