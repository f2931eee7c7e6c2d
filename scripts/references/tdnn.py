"""Makes test/references/tdnn.json: the x-vector network of Snyder et al. 2018, table 1, defined here in PyTorch with wespeaker's names,
run on weights and input that both sides make from a formula. And the layout of the full network.

    pip install torch
    python scripts/references/tdnn.py
"""
import json
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "tdnn.json"
FRAME_LAYERS = [(5, 1), (3, 2), (3, 3), (1, 1), (1, 1)]  # taps, dilation


class FrameLayer(nn.Module):
    def __init__(self, inputs, outputs, taps, dilation):
        super().__init__()
        self.conv_1d = nn.Conv1d(inputs, outputs, taps, dilation=dilation)
        self.bn = nn.BatchNorm1d(outputs, affine=False)

    def forward(self, x):
        return self.bn(torch.relu(self.conv_1d(x)))


class Tdnn(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, channels, pooled, embedding, last="linear"):
        super().__init__()
        self.last = last
        widths = [features] + [channels] * 4 + [pooled]
        for place, (taps, dilation) in enumerate(FRAME_LAYERS):
            setattr(self, f"frame_{place + 1}", FrameLayer(widths[place], widths[place + 1], taps, dilation))
        self.seg_1 = nn.Linear(2 * pooled, embedding)
        self.seg_bn_1 = nn.BatchNorm1d(embedding, affine=False)
        self.seg_2 = nn.Linear(embedding, embedding)
        if last == "relu-norm":
            self.seg_bn_2 = nn.BatchNorm1d(embedding, affine=False)

    def forward(self, x):
        shown, y = {}, x.permute(0, 2, 1)
        for place in range(1, 6):
            y = getattr(self, f"frame_{place}")(y)
            shown[f"frame_{place}"] = y
        shown["pool"] = torch.cat([y.mean(-1), torch.sqrt(torch.var(y, dim=-1) + 1e-7)], 1)
        shown["seg_1"] = self.seg_1(shown["pool"])
        shown["seg_2"] = self.seg_2(self.seg_bn_1(torch.relu(shown["seg_1"])))
        normed = self.last == "relu-norm" and self.training
        # Times 1: an activation of its own, though the same numbers.
        shown["output"] = self.seg_bn_2(torch.relu(shown["seg_2"])) if normed else shown["seg_2"] * 1
        return shown


def main():
    tiny = {"features": 7, "channels": 6, "pooled": 9, "embedding": 5}
    known = reference(
        "tdnn.py",
        layouts={"tdnn": layout(Tdnn(80, 512, 1500, 512)), "kaldi": layout(Tdnn(40, 512, 1500, 512, "relu-norm"))},
        cases=[
            run(Tdnn(**tiny), tiny, 4, 24, "train"),
            run(Tdnn(**tiny), tiny, 2, 19, "infer"),
            run(Tdnn(**tiny, last="relu-norm"), {**tiny, "last": "relu-norm"}, 5, 22, "train"),
            run(Tdnn(**tiny, last="relu-norm"), {**tiny, "last": "relu-norm"}, 2, 19, "infer"),
        ],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"') + "\n")


if __name__ == "__main__":
    main()
