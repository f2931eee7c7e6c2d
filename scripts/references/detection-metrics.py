"""EER, minDCF and Cllr of small score sets by the tools of the field, for test/metrics/*.test.ts.

    python scripts/references/detection-metrics.py --kaldi DIR --wespeaker DIR --speechbrain DIR --pyllr DIR \
        --voxceleb-trainer DIR > test/references/detection-metrics.json

Each DIR is a checkout at the commit in TOOLS; Kaldi's has ivectorbin/compute-eer built. Needs numpy, scipy,
scikit-learn, matplotlib and torch. Tools whose answer hangs on the order of equal scores are asked about sets
without equal scores only.
"""

import argparse
import ast
import importlib.util
import json
import subprocess
import sys
import tempfile

import numpy as np
import scipy
import sklearn
import torch
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn.metrics import roc_curve

TOOLS = {
    "kaldi": "kaldi-asr/kaldi@f400766 src/ivectorbin/compute-eer.cc, egs/sre08/v1/sid/compute_min_dcf.py",
    "wespeaker": "wenet-e2e/wespeaker@dfa7419 wespeaker/utils/score_metrics.py",
    "speechbrain": "speechbrain/speechbrain@9c826ef speechbrain/utils/metric_stats.py",
    "pyllr": "bsxfan/PYLLR@442b10b pyllr/quick_eval.py",
    "voxcelebTrainer": "clovaai/voxceleb_trainer@f51bab8 tuneThreshold.py",
    "scikitLearn": f"scikit-learn {sklearn.__version__} roc_curve, scipy {scipy.__version__} brentq",
}


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def functions_of(path, names):
    """The named functions of a file whose other imports are not wanted."""
    tree = ast.parse(open(path).read())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    scope = {"torch": torch}
    exec(compile(tree, path, "exec"), scope)
    return [scope[name] for name in names]


def sets(random):
    def normal(targets, nontargets, digits):
        scores = np.concatenate([random.normal(1.5, 1.5, targets), random.normal(-1.5, 1.2, nontargets)])
        return np.round(scores, digits), np.repeat([1, 0], [targets, nontargets])

    while True:
        scores, labels = normal(80, 220, 4)
        if len(set(scores)) == len(scores):
            break
    yield "distinct", scores, labels
    yield "tied", *normal(70, 130, 1)
    yield "coarse", *normal(40, 60, 0)
    yield "separable", np.array([0.5, 0.7, 2.0, -1.0, -0.2]), np.array([1, 1, 1, 0, 0])
    yield "all-equal", np.zeros(6), np.array([1, 1, 0, 0, 0, 0])
    yield "two", np.array([0.25, 0.75]), np.array([1, 0])


def crossing(scores, labels):
    false_alarms, hits, _ = roc_curve(labels, scores, drop_intermediate=False)
    return brentq(lambda x: 1 - x - interp1d(false_alarms, hits)(x), 0, 1, xtol=1e-14)


def kaldi(folder, scores, labels):
    names = {1: "target", 0: "nontarget"}
    with tempfile.NamedTemporaryFile("w") as pairs, tempfile.NamedTemporaryFile("w") as rows, \
            tempfile.NamedTemporaryFile("w") as trials:
        for index, (score, label) in enumerate(zip(scores, labels)):
            pairs.write(f"{score} {names[int(label)]}\n")
            rows.write(f"e t{index} {score}\n")
            trials.write(f"e t{index} {names[int(label)]}\n")
        for file in (pairs, rows, trials):
            file.flush()
        log = subprocess.run([f"{folder}/src/ivectorbin/compute-eer", pairs.name], capture_output=True, text=True)
        # The log has six digits, the output four.
        eer = float(log.stderr.split("Equal error rate is ")[1].split("%")[0]) / 100

        def cost(prior):
            command = [sys.executable, f"{folder}/egs/sre08/v1/sid/compute_min_dcf.py", f"--p-target={prior}"]
            return float(subprocess.run(command + [rows.name, trials.name], capture_output=True, text=True).stdout)

        return eer, {str(prior): cost(prior) for prior in (0.01, 0.5)}


def main():
    parser = argparse.ArgumentParser()
    for tool in ("kaldi", "wespeaker", "speechbrain", "pyllr", "voxceleb-trainer"):
        parser.add_argument(f"--{tool}", required=True)
    args = parser.parse_args()
    wespeaker = load(f"{args.wespeaker}/wespeaker/utils/score_metrics.py", "score_metrics")
    tune = load(f"{args.voxceleb_trainer}/tuneThreshold.py", "tuneThreshold")
    brain_eer, brain_cost = functions_of(f"{args.speechbrain}/speechbrain/utils/metric_stats.py", ["EER", "minDCF"])
    sys.path.insert(0, args.pyllr)
    from pyllr.quick_eval import scoreslabels_2_eer_cllr_mincllr

    cases = []
    for name, scores, labels in sets(np.random.default_rng(11)):
        unique = len(set(scores)) == len(scores)
        hull, cllr, least = scoreslabels_2_eer_cllr_mincllr(scores, labels)
        kaldi_eer, kaldi_cost = kaldi(args.kaldi, scores, labels)
        targets, nontargets = (torch.tensor(scores[labels == label], dtype=torch.float64) for label in (1, 0))
        case = {
            "name": name, "scores": scores.tolist(), "targets": labels.tolist(),
            "interpolation": {"scikitLearn": crossing(scores, labels)},
            "rocch": {"pyllr": float(hull)},
            "kaldi": {"kaldi": kaldi_eer},
            "nearestMax": {"voxcelebTrainer": float(tune.tuneThresholdfromScore(scores, labels, [0.01])[1]) / 100},
            "nearestMean": {"speechbrain": brain_eer(targets, nontargets)[0]},
            "cllr": {"pyllr": float(cllr)}, "minCllr": {"pyllr": float(least)},
            "minDcf": {},
            "undividedDcf": {str(p): brain_cost(targets, nontargets, p_target=p)[0] for p in (0.01, 0.5)},
        }
        if unique:
            misses, false_alarms = wespeaker.compute_pmiss_pfa_rbst(scores, labels)
            if np.any(misses < false_alarms):
                case["interpolation"]["wespeaker"] = float(wespeaker.compute_eer(misses, false_alarms))
            case["minDcf"] = {
                "kaldi": kaldi_cost,
                "wespeaker": {str(p): float(wespeaker.compute_c_norm(misses, false_alarms, p)) for p in (0.01, 0.5)},
            }
        cases.append(case)
    print(json.dumps({"tools": TOOLS, "script": "scripts/references/detection-metrics.py", "cases": cases}))


if __name__ == "__main__":
    main()
