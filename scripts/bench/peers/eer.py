"""The equal error rate in NumPy: sort, cumulative counts, straight line between the two thresholds around it."""

import numpy as np
from noise import noise


def open_peer(peer, size):
    targets = np.arange(size["trials"]) % 10 == 0
    scores = noise(size["trials"]) + 0.8 * targets

    def run():
        ordered = targets[np.argsort(scores)]
        miss = np.concatenate([[0], np.cumsum(ordered)]) / ordered.sum()
        alarm = 1 - np.concatenate([[0], np.cumsum(~ordered)]) / (~ordered).sum()
        after = np.argmax(miss >= alarm)
        before = alarm[after - 1] - miss[after - 1]
        along = before / (before + miss[after] - alarm[after])
        return miss[after - 1] + along * (miss[after] - miss[after - 1])

    return f"numpy {np.__version__}", [float(run())], run
