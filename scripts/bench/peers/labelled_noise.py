"""The same training embeddings as svtk/labelled-noise.mjs."""

import numpy as np
from noise import noise

CENTRES_FROM = 60_000_000


def labelled_noise(rows, columns, speakers):
    """Rows around the centre of their speaker [rows, columns], and the speaker of each."""
    speaker_of = (noise(rows) * speakers).astype(np.int32)
    # noise() of the whole range would take more memory than all else.
    index_of = lambda start, count: np.arange(start, start + count, dtype=np.int64)
    centres = values(index_of(CENTRES_FROM, speakers * columns)).reshape(speakers, columns)
    data = np.empty((rows, columns), np.float32)
    for start in range(0, rows, 10_000):
        end = min(rows, start + 10_000)
        block = values(index_of(start * columns, (end - start) * columns)).reshape(-1, columns)
        data[start:end] = block + centres[speaker_of[start:end]]
    return data, speaker_of


def values(index):
    from noise import MODULUS

    return ((index * index % MODULUS) * 48271 + 11 * index) % MODULUS / MODULUS - 0.5
