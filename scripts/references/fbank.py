"""Makes test/references/fbank.json: log mel and MFCC values of kaldi-native-fbank on waves that both sides make from a formula,
and on recordings that the tests find beside the repository (audio itself is not stored).

    pip install kaldi-native-fbank numpy
    SVTK_DATA=<folder> python scripts/references/fbank.py
"""
import hashlib
import json
import math
import os
import wave as wavfile
from importlib.metadata import version
from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np

OUT = Path(__file__).parents[2] / "test" / "references" / "fbank.json"
DATA = Path(os.environ["SVTK_DATA"])


def noise(count, amplitude, seed):
    """Linear congruential noise in whole numbers of a 16-bit sample."""
    state, out = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(((state >> 16) * 2 * amplitude >> 16) - amplitude)
    return out


def voice(count, rate):
    """Harmonics of a gliding pitch with a moving spectral slope, on a constant offset, over faint noise."""
    out, phase, breath = [], 0.0, noise(count, 20, 2)
    for n in range(count):
        time = n / rate
        phase += 2 * math.pi * (120 + 40 * math.sin(2 * math.pi * 3 * time)) / rate
        slope = 0.6 + 0.3 * math.sin(2 * math.pi * 5 * time)
        value = sum(slope**k * math.sin(k * phase) for k in range(1, 13))
        out.append(math.floor(3000 * value + 250.5) + breath[n])
    return out


def silence(count):
    """Digital silence, with one step in the middle."""
    return [0] * (count // 2) + [1] * (count - count // 2)


WAVES = {"noise": lambda n, rate: noise(n, 8000, 1), "voice": voice, "silence": lambda n, rate: silence(n)}
FILES = [
    "free-spoken-digit-dataset/recordings/5_theo_7.wav",
    "speechocean762/WAVE/SPEAKER0457/004570137.WAV",
]


def options(kind, settings):
    made = knf.FbankOptions() if kind == "fbank" else knf.MfccOptions()
    frame = made.frame_opts
    frame.dither = 0
    frame.samp_freq = settings.get("sample_rate", 16000)
    frame.window_type = settings.get("window", "povey")
    frame.preemph_coeff = settings.get("preemphasis", 0.97)
    frame.frame_length_ms = 1000 * settings.get("frame_length", 0.025)
    frame.frame_shift_ms = 1000 * settings.get("frame_shift", 0.01)
    made.mel_opts.num_bins = settings.get("mels", 80 if kind == "fbank" else 23)
    made.mel_opts.low_freq = settings.get("low", 20)
    made.mel_opts.high_freq = settings.get("high", 0)
    made.use_energy = settings.get("energy", kind == "mfcc")
    if kind == "mfcc":
        made.num_ceps = settings.get("coefficients", 13)
        made.cepstral_lifter = settings.get("lifter", 22)
    return made


def extract(kind, settings, samples):
    online = (knf.OnlineFbank if kind == "fbank" else knf.OnlineMfcc)(options(kind, settings))
    online.accept_waveform(settings.get("sample_rate", 16000), np.asarray(samples, dtype=np.float32))
    online.input_finished()
    return np.stack([online.get_frame(index) for index in range(online.num_frames_ready)])


def read(path):
    with wavfile.open(str(path)) as file:
        assert file.getsampwidth() == 2 and file.getnchannels() == 1
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def case(kind, settings, samples, stride, **source):
    values = extract(kind, settings, samples)
    return {
        **source,
        "feature": kind,
        "options": settings,
        "samples": len(samples),
        "frames": len(values),
        "stride": stride,
        "values": [[round(float(value), 5) for value in row] for row in values[::stride]],
    }


def main():
    cases = []
    plans = [
        ("noise", "fbank", {}),
        ("voice", "fbank", {}),
        ("silence", "fbank", {}),
        ("noise", "fbank", {"sample_rate": 8000, "mels": 40}),
        ("voice", "fbank", {"sample_rate": 8000, "mels": 40}),
        ("voice", "fbank", {"window": "hamming", "mels": 24, "low": 64, "high": -400}),
        ("voice", "fbank", {"window": "rectangular", "mels": 24, "preemphasis": 0.9}),
        ("voice", "fbank", {"energy": True, "mels": 24, "frame_length": 0.032, "frame_shift": 0.008}),
        ("voice", "fbank", {"sample_rate": 22050, "mels": 24}),
        ("voice", "mfcc", {}),
        ("noise", "mfcc", {"sample_rate": 8000, "energy": False, "coefficients": 20, "lifter": 0}),
    ]
    for wave, kind, settings in plans:
        rate = settings.get("sample_rate", 16000)
        samples = WAVES[wave](round(0.3 * rate) + 7, rate)
        cases.append(case(kind, settings, samples, 5, wave=wave))
    for name in FILES:
        rate, samples = read(DATA / name)
        digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
        settings = {"sample_rate": rate, "mels": 80 if rate > 8000 else 40}
        cases.append(case("fbank", settings, samples, max(1, len(samples) // (rate // 100) // 10), file=name, sha256=digest))
    OUT.write_text(
        json.dumps(
            {
                "tool": "kaldi-native-fbank",
                "version": version("kaldi-native-fbank"),
                "made_by": "scripts/references/fbank.py",
                "cases": cases,
            },
        ).replace('{"wave"', '\n{"wave"').replace('{"file"', '\n{"file"')
        + "\n"
    )


if __name__ == "__main__":
    main()
