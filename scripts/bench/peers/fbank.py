"""Kaldi's 80 log mel energies of one utterance."""

import importlib
import importlib.metadata
import importlib.util
import sys
import types

import numpy as np
from noise import wave


def open_peer(peer, size):
    samples = wave(size["seconds"])
    version = f"{peer} {importlib.metadata.version(peer)}"
    run = kaldi_fbank(samples) if peer == "kaldi-native-fbank" else torchaudio_fbank(samples, size["threads"])
    values = np.asarray(run(), dtype=np.float64)
    return version, [values.size, values.mean()], run


def kaldi_fbank(samples):
    """A function that computes [frames, 80]; runs on one thread. The list that its binding asks for is made beforehand."""
    import kaldi_native_fbank

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = 80
    integers = (samples * 32768).tolist()

    def run():
        extractor = kaldi_native_fbank.OnlineFbank(options)
        extractor.accept_waveform(16000, integers)
        extractor.input_finished()
        return np.stack([extractor.get_frame(index) for index in range(extractor.num_frames_ready)])

    return run


def torchaudio_fbank(samples, threads):
    import torch

    torch.set_num_threads(threads)
    fbank = torchaudio_kaldi().fbank
    integers = torch.from_numpy(samples * 32768)[None]
    return lambda: fbank(integers, num_mel_bins=80, dither=0)


def torchaudio_kaldi():
    """torchaudio.compliance.kaldi without the package's compiled part, which it does not use: that part refuses each
    PyTorch but the one it was built with, and there is no torchaudio for PyTorch after 2.11."""
    package = types.ModuleType("torchaudio")
    package.__path__ = importlib.util.find_spec("torchaudio").submodule_search_locations
    sys.modules["torchaudio"] = package
    compliance = types.ModuleType("torchaudio.compliance")
    compliance.__path__ = [f"{package.__path__[0]}/compliance"]
    sys.modules["torchaudio.compliance"] = compliance
    return importlib.import_module("torchaudio.compliance.kaldi")
