"""The same numbers as svtk/noise.mjs."""

import numpy as np

MODULUS = 2**31 - 1


def noise(count):
    index = np.arange(count, dtype=np.int64)
    return ((index * index % MODULUS) * 48271 + 11 * index) % MODULUS / MODULUS


def wave(seconds):
    """Samples in [-1, 1] at 16 kHz."""
    return (0.4 * (noise(16000 * seconds) - 0.5)).astype(np.float32)
