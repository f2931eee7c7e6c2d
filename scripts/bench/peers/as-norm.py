"""AS-norm of cosine scores: by wespeaker's functions, by its program from files to files, or by a partition in NumPy."""

import contextlib
import io
import os
import tempfile

import numpy as np
from noise import noise
from wespeaker_code import wespeaker_module, wespeaker_version


def open_peer(peer, size):
    rows, cohort_rows, columns = size["rows"], size["cohort"], size["columns"]
    values = (noise((rows + cohort_rows) * columns) - 0.5).astype(np.float32).reshape(-1, columns)
    vectors, cohort = values[:rows], values[rows:]
    pairs = (noise(2 * size["trials"]) * rows).astype(np.int32).reshape(-1, 2)
    if size["from"] == "files":
        return from_files(vectors, cohort, pairs, size["top"])
    spread = numpy_spread
    if peer == "wespeaker":
        spread = wespeaker_module("wespeaker.bin.score_norm").get_mean_std

    def run():
        mean, deviation = spread(vectors, cohort, size["top"])
        scores = cosines(vectors, pairs)
        of_enroll, of_test = pairs.T
        return 0.5 * (
            (scores - mean[of_enroll]) / deviation[of_enroll] + (scores - mean[of_test]) / deviation[of_test]
        )

    version = wespeaker_version() if peer == "wespeaker" else f"numpy {np.__version__}"
    return version, figures(run()), run


def figures(scores):
    return [len(scores), float(np.abs(np.asarray(scores, np.float64)).mean())]


def cosines(vectors, pairs):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.einsum("ij,ij->i", units[pairs[:, 0]], units[pairs[:, 1]])


def numpy_spread(vectors, cohort, top):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    others = cohort / np.linalg.norm(cohort, axis=1, keepdims=True)
    largest = np.partition(units @ others.T, len(cohort) - top, axis=1)[:, -top:]
    return largest.mean(axis=1), largest.std(axis=1)


def from_files(vectors, cohort, pairs, top):
    """wespeaker/bin/score_norm.py as its recipes call it; the cosine scores are in the trial file already. The program
    takes both sides' embeddings from one scp, and compares each side with the cohort."""
    import kaldiio

    program = wespeaker_module("wespeaker.bin.score_norm")
    folder = tempfile.TemporaryDirectory()
    path = lambda name: os.path.join(folder.name, name)
    for name, rows in (("eval", vectors), ("cohort", cohort)):
        kaldiio.save_ark(path(f"{name}.ark"), {f"{name}-{at}": row for at, row in enumerate(rows)}, path(f"{name}.scp"))
    with open(path("trials"), "w") as trials:
        for (enroll, test), score in zip(pairs, cosines(vectors, pairs)):
            trials.write(f"eval-{enroll} eval-{test} {score:.7f} target\n")

    def run():
        # The bar of tqdm would be part of what is measured otherwise.
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            program.main("asnorm", top, path("trials"), path("normed"), path("cohort.scp"), path("eval.scp"))
        return folder

    def answer():
        with open(path("normed")) as normed:
            return figures([float(line.split()[2]) for line in normed])

    return wespeaker_version(), answer, run
