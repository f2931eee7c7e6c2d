"""Makes test/references/cam++.json: CAM++ (Wang et al. 2023), defined here in PyTorch with wespeaker's layout and names, run on weights and
input that both sides make from a formula. And the layout of the full network.

    pip install torch
    python scripts/references/cam++.py
"""
import json
import math
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "cam++.json"
SEGMENT = 100


def norm_relu(channels):
    return nn.Sequential(OrderedDict(batchnorm=nn.BatchNorm1d(channels), relu=nn.ReLU()))


class Residual(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, stride=(stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride > 1:
            way = nn.Conv2d(channels, channels, 1, stride=(stride, 1), bias=False)
            self.shortcut = nn.Sequential(way, nn.BatchNorm2d(channels))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Front(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.layer1 = nn.Sequential(Residual(channels, 2), Residual(channels, 1))
        self.layer2 = nn.Sequential(Residual(channels, 2), Residual(channels, 1))
        self.conv2 = nn.Conv2d(channels, channels, 3, stride=(2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x.unsqueeze(1))))
        y = torch.relu(self.bn2(self.conv2(self.layer2(self.layer1(y)))))
        return y.flatten(1, 2)


class Mask(nn.Module):
    def __init__(self, inputs, outputs, dilation):
        super().__init__()
        self.linear_local = nn.Conv1d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Conv1d(inputs, inputs // 2, 1)
        self.linear2 = nn.Conv1d(inputs // 2, outputs, 1)

    def forward(self, x):
        means = F.avg_pool1d(x, SEGMENT, SEGMENT, ceil_mode=True)
        spread = means.repeat_interleave(SEGMENT, -1)[..., : x.shape[-1]]
        context = x.mean(-1, keepdim=True) + spread
        return self.linear_local(x) * torch.sigmoid(self.linear2(torch.relu(self.linear1(context))))


class Dense(nn.Module):
    def __init__(self, inputs, growth, dilation):
        super().__init__()
        self.nonlinear1 = norm_relu(inputs)
        self.linear1 = nn.Conv1d(inputs, 4 * growth, 1, bias=False)
        self.nonlinear2 = norm_relu(4 * growth)
        self.cam_layer = Mask(4 * growth, growth, dilation)

    def forward(self, x):
        return torch.cat([x, self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))], 1)


class CamPlusPlus(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, front, channels, growth, blocks, embedding):
        super().__init__()
        bands = features
        for _ in range(3):
            bands = math.ceil(bands / 2)
        self.head = Front(front)
        self.xvector = nn.Module()
        self.xvector.tdnn = nn.Module()
        self.xvector.tdnn.linear = nn.Conv1d(front * bands, channels, 5, stride=2, padding=2, bias=False)
        self.xvector.tdnn.nonlinear = norm_relu(channels)
        width = channels
        for place, block in enumerate(blocks, start=1):
            layers = OrderedDict()
            for index in range(block["layers"]):
                layers[f"tdnnd{index + 1}"] = Dense(width + index * growth, growth, block["dilation"])
            width += block["layers"] * growth
            transit = nn.Module()
            transit.nonlinear = norm_relu(width)
            transit.linear = nn.Conv1d(width, width // 2, 1, bias=False)
            width //= 2
            setattr(self.xvector, f"block{place}", nn.Sequential(layers))
            setattr(self.xvector, f"transit{place}", transit)
        self.blocks = len(blocks)
        self.xvector.out_nonlinear = norm_relu(width)
        self.xvector.dense = nn.Module()
        self.xvector.dense.linear = nn.Conv1d(2 * width, embedding, 1, bias=False)
        self.xvector.dense.nonlinear = nn.Sequential(OrderedDict(batchnorm=nn.BatchNorm1d(embedding, affine=False)))

    def forward(self, x):
        net = self.xvector
        shown = {"head": self.head(x.permute(0, 2, 1))}
        y = net.tdnn.nonlinear(net.tdnn.linear(shown["head"]))
        shown["xvector.tdnn"] = y
        for place in range(1, self.blocks + 1):
            y = getattr(net, f"block{place}")(y)
            shown[f"xvector.block{place}"] = y
            transit = getattr(net, f"transit{place}")
            y = transit.linear(transit.nonlinear(y))
            shown[f"xvector.transit{place}"] = y
        y = net.out_nonlinear(y)
        shown["pool"] = torch.cat([y.mean(-1), torch.sqrt(torch.var(y, dim=-1) + 1e-7)], 1)
        shown["output"] = net.dense.nonlinear(net.dense.linear(shown["pool"].unsqueeze(-1)).squeeze(-1))
        return shown


def case(options, batch, time, mode):
    return run(CamPlusPlus(**options), options, batch, time, mode, gradients=4)


def main():
    blocks = [{"layers": 2, "dilation": 1}, {"layers": 2, "dilation": 2}]
    tiny = {"features": 13, "front": 2, "channels": 6, "growth": 4, "blocks": blocks, "embedding": 5}
    full = [{"layers": 12, "dilation": 1}, {"layers": 24, "dilation": 2}, {"layers": 16, "dilation": 2}]
    known = reference(
        "cam++.py",
        layouts={"cam++": layout(CamPlusPlus(80, 32, 128, 32, full, 512))},
        # 431 frames are three segments, the last of 16 frames; 400 are two whole ones.
        cases=[case(tiny, 3, 431, "train"), case(tiny, 2, 400, "infer"), case(tiny, 1, 205, "infer")],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"') + "\n")


if __name__ == "__main__":
    main()
