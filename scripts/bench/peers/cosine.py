"""Cosine scores of trials in NumPy: unit vectors, then products of rows, in blocks that stay in the cache."""

import numpy as np
from noise import noise

BLOCK = 2048


def open_peer(peer, size):
    rows, columns, trials = size["rows"], size["columns"], size["trials"]
    vectors = (noise(rows * columns) - 0.5).astype(np.float32).reshape(rows, columns)
    pairs = (noise(2 * trials) * rows).astype(np.int32).reshape(trials, 2)

    def run():
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = np.empty(trials, np.float32)
        for start in range(0, trials, BLOCK):
            enroll, test = pairs[start : start + BLOCK].T
            scores[start : start + BLOCK] = np.einsum("ij,ij->i", units[enroll], units[test])
        return scores

    return f"numpy {np.__version__}", [trials, float(np.abs(run().astype(np.float64)).mean())], run
