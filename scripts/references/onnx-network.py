"""Makes test/references/onnx-network.onnx and .json: a small residual network exported by PyTorch with the names and open axes of wespeaker's
export_onnx.py, and what onnxruntime makes of it in Python from kaldi-native-fbank's features, mean removed, of waves that both sides
make from a formula.

    pip install torch onnx onnxruntime kaldi-native-fbank
    python scripts/references/onnx-network.py
"""
import json
from importlib.metadata import version
from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np
import onnxruntime
import torch
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references"
MELS = 80


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.inner = nn.Sequential(nn.Conv2d(4, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.beside = nn.Conv2d(4, 8, 1, stride=2, bias=False)
        self.last = nn.Linear(2 * 8 * MELS // 2, 12)

    def forward(self, feats):
        x = self.stem(feats.permute(0, 2, 1).unsqueeze(1))
        x = torch.relu(self.inner(x) + self.beside(x)).flatten(1, 2)
        return self.last(torch.cat([x.mean(-1), torch.sqrt(torch.var(x, dim=-1) + 1e-7)], 1))


def wave(samples, seed):
    """Whole numbers of a 16-bit recording: test/stages/foreign-reference.test.ts has the same."""
    at = np.arange(samples, dtype=np.int64)
    return (at * at * (seed + 7) + at * 13) % 4001 - 2000 + ((at * (seed + 3)) % 160 - 80) * 50


def fbank(samples):
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = MELS
    computer = knf.OnlineFbank(options)
    computer.accept_waveform(16000, samples.astype(np.float32).tolist())
    frames = np.stack([computer.get_frame(index) for index in range(computer.num_frames_ready)])
    return frames - frames.mean(0)


def main():
    torch.manual_seed(5)
    network = Network()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2)
    file = OUT / "onnx-network.onnx"
    torch.onnx.export(
        network.eval(),
        torch.ones(1, 200, MELS),
        str(file),
        opset_version=14,
        input_names=["feats"],
        output_names=["embs"],
        dynamic_axes={"feats": {0: "B", 1: "T"}, "embs": {0: "B"}},
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    cases = []
    for samples, seed in ((16000, 1), (16000, 2), (41234, 3), (2000, 4)):
        feats = fbank(wave(samples, seed)).astype(np.float32)[None]
        (embs,) = session.run(["embs"], {"feats": feats})
        cases.append({"samples": samples, "seed": seed, "frames": feats.shape[1], "embedding": embs[0].tolist()})
    known = {
        "tool": "onnxruntime, kaldi-native-fbank, PyTorch's exporter",
        "version": ", ".join(version(name) for name in ("onnxruntime", "kaldi-native-fbank", "torch")),
        "made_by": "scripts/references/onnx-network.py",
        "cases": cases,
    }
    (OUT / "onnx-network.json").write_text(json.dumps(known).replace('{"samples"', '\n{"samples"') + "\n")


if __name__ == "__main__":
    main()
