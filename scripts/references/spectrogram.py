"""Makes test/references/spectrogram.json: magnitude spectrograms in NumPy of the waves that fbank.py defines: each frame loses its
mean and is pre-emphasized, as svtk does. And of a recording that the tests find beside the repository, by the chain of a-nagrani/VGGVox
mfcc/mfccspec.m and test_getinput.m without its dither, whose high-pass filter and pre-emphasis pass over the whole wave.

    pip install kaldi-native-fbank numpy scipy
    SVTK_DATA=<folder> python scripts/references/spectrogram.py
"""
import hashlib
import json
import wave as wavfile
from pathlib import Path

import numpy as np
import scipy
from fbank import DATA, noise, voice
from scipy.signal import lfilter

OUT = Path(__file__).parents[2] / "test" / "references" / "spectrogram.json"
WINDOW, SHIFT, POINTS, PREEMPHASIS = 400, 160, 512, 0.97
WEIGHTS = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
SAMPLES = 24000
RECORDING = "VoxCeleb1_samples/Josh_Gad/HXUqYaOwrxA_0000015.wav"


def cut(wave):
    starts = range(0, len(wave) - WINDOW + 1, SHIFT)
    return np.stack([wave[start : start + WINDOW] for start in starts])


def magnitudes(frames):
    return np.abs(np.fft.fft(frames * WEIGHTS, POINTS))


def by_frames(wave):
    frames = cut(wave)
    frames = frames - frames.mean(1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    return magnitudes(frames - PREEMPHASIS * before)


def vggvox(wave):
    high = lfilter([1, -1], [1, -0.99], wave)
    return magnitudes(cut(lfilter([1, -PREEMPHASIS], [1], high)))


def normalized(spectrogram):
    return (spectrogram - spectrogram.mean(0)) / spectrogram.std(0, ddof=1)


def sample(values):
    # A prime: rows and bins of all kinds.
    return {"shape": list(values.shape), "stride": 997, "values": [float(f"{v:.8g}") for v in values.reshape(-1)[::997]]}


def main():
    cases = []
    for name, wave in [("noise", noise(SAMPLES, 8000, 1)), ("voice", voice(SAMPLES, 16000))]:
        plain = by_frames(np.asarray(wave, np.float64))
        cases.append({"wave": name, "samples": SAMPLES, "plain": sample(plain), "normalized": sample(normalized(plain))})
    with wavfile.open(str(DATA / RECORDING)) as opened:
        recorded = np.frombuffer(opened.readframes(64000), np.int16).astype(np.float64)
    recording = {
        "file": RECORDING,
        "sha256": hashlib.sha256((DATA / RECORDING).read_bytes()).hexdigest(),
        "samples": len(recorded),
        "vggvox": sample(normalized(vggvox(recorded))),
    }
    known = {"tool": "NumPy", "version": np.__version__, "scipy": scipy.__version__}
    known = {**known, "made_by": "scripts/references/spectrogram.py", "cases": cases, "recording": recording}
    OUT.write_text(json.dumps(known).replace('{"wave"', '\n{"wave"').replace('"recording"', '\n"recording"') + "\n")


if __name__ == "__main__":
    main()
