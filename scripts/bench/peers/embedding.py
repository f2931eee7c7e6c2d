"""Embeddings by onnxruntime and PyTorch; from the utterance, with kaldi-native-fbank before them."""

import os
import subprocess
import sys
import tempfile

import numpy as np
from noise import wave


def open_peer(peer, size):
    frames = 100 * size["seconds"] - 2
    open_network = onnx_network if peer == "onnxruntime" else torch_network
    version, trained, embed = open_network(frames, size)
    features = np.random.default_rng(0).normal(size=(frames, 80)).astype(np.float32)
    answer = [trained, frames, embed(features).shape[1]]
    if size["from"] == "network":
        return version, answer, lambda: embed(features)
    from fbank import kaldi_fbank

    extract = kaldi_fbank(wave(size["seconds"]))

    def run():
        plain = extract()
        return embed(plain - plain.mean(0))

    return f"kaldi-native-fbank + {version}", answer, run


def torch_network(frames, size):
    import torch
    from resnet34 import ResNet34, trained_size

    torch.set_num_threads(size["threads"])
    dtype = torch.bfloat16 if size["precision"] == "bf16" else torch.float32
    model = ResNet34().eval().to(dtype)

    def embed(features):
        with torch.inference_mode():
            return model(torch.from_numpy(features)[None].to(dtype)).float().numpy()

    return f"torch {torch.__version__}", trained_size(model), embed


def onnx_network(frames, size):
    import onnxruntime

    # PyTorch is needed to write the file only: in a process of its own, so that its memory is not counted.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "resnet34.onnx")
        command = [sys.executable, os.path.join(os.path.dirname(__file__), "export.py"), str(frames), path]
        trained = int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.split()[-1])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = size["threads"]
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return (
        f"onnxruntime {onnxruntime.__version__}",
        trained,
        lambda features: session.run(None, {"x": features[None]})[0],
    )
