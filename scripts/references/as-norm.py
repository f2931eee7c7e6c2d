"""AS-norm scores of wespeaker, for test/backends/as-norm.test.ts.

    python scripts/references/as-norm.py --wespeaker DIR --commit HASH > test/references/as-norm.json

DIR is a checkout; of wespeaker/bin/score_norm.py the function get_mean_std is run as it stands, and its formula for a
trial is applied to cosines of scikit-learn.
"""

import argparse
import ast
import json

import numpy as np
from sklearn.metrics.pairwise import cosine_similarity


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wespeaker", required=True)
    parser.add_argument("--commit", required=True)
    args = parser.parse_args()
    path = f"{args.wespeaker}/wespeaker/bin/score_norm.py"
    tree = ast.parse(open(path).read())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "get_mean_std"]
    scope = {"np": np}
    exec(compile(tree, path, "exec"), scope)

    random = np.random.default_rng(5)
    cohort, enroll, test = (np.round(0.5 + random.standard_normal((rows, 6)), 4) for rows in (40, 4, 5))
    scores = {}
    for top in (10, 40):
        enroll_mean, enroll_std = scope["get_mean_std"](enroll, cohort, top)
        test_mean, test_std = scope["get_mean_std"](test, cohort, top)
        cosines = cosine_similarity(enroll, test)
        normed = 0.5 * ((cosines - enroll_mean[:, None]) / enroll_std[:, None] + (cosines - test_mean) / test_std)
        scores[str(top)] = normed.ravel().tolist()
    print(json.dumps({
        "tool": "wenet-e2e/wespeaker wespeaker/bin/score_norm.py get_mean_std",
        "version": args.commit,
        "script": "scripts/references/as-norm.py",
        "cohort": cohort.tolist(), "enroll": enroll.tolist(), "test": test.tolist(), "scores": scores,
    }))


if __name__ == "__main__":
    main()
