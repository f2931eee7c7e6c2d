"""Reference numbers for src/augment: resampling, FFT convolution and FIR design, from scipy.

    python scripts/references/waveforms.py > test/references/waveforms.json
"""
import json

import numpy as np
import scipy
from scipy import signal

state = 12345


def draw(count):
    """A linear congruential generator, 24 bits, in [-1, 1)."""
    global state
    values = []
    for _ in range(count):
        state = (1103515245 * state + 12345) % 2**31
        values.append(((state >> 7) & 0xFFFFFF) / 2**23 - 1)
    return np.array(values, dtype=np.float32).astype(np.float64)


def digits(values):
    return [round(float(value), 9) for value in values]


wave = draw(600)
response = draw(301) * np.exp(-np.arange(301) / 60)
response32 = response.astype(np.float32).astype(np.float64)
resampled = {f"{up}/{down}": digits(signal.resample_poly(wave, up, down)) for up, down in [(10, 9), (10, 11), (1, 2), (2, 1), (20, 19)]}
print(json.dumps({
    "tool": "scipy",
    "version": scipy.__version__,
    "script": "scripts/references/waveforms.py",
    "wave": wave.tolist(),
    "response": response32.tolist(),
    "resample_poly": resampled,
    "fftconvolve": digits(signal.fftconvolve(wave, response32)),
    "firwin": {
        "lowpass 41 taps 0.25 kaiser 5": signal.firwin(41, 0.25, window=("kaiser", 5.0)).tolist(),
        "bandpass 129 taps 0.0375 0.425 kaiser 6": signal.firwin(129, [0.0375, 0.425], pass_zero=False, window=("kaiser", 6.0)).tolist(),
    },
    "fft 64": [[v.real, v.imag] for v in np.fft.fft(wave[:64] + 1j * wave[64:128])],
    "fft 32": [[v.real, v.imag] for v in np.fft.fft(wave[:32] + 1j * wave[32:64])],
}))
