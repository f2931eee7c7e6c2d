"""Makes test/references/resnet.json: residual speaker networks, defined here in PyTorch as wespeaker lays them out, run on weights and
input that both sides make from a formula; inner activations, output, gradients and running statistics. And the layouts of full networks.

    pip install torch
    python scripts/references/resnet.py
"""
import json
import math
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "resnet.json"


def convolution(inputs, outputs, kernel, stride=1):
    return nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False)


class Block(nn.Module):
    """wide: what comes out; `kernels` of its convolutions, the strided one being the first that is 3 wide."""

    def __init__(self, inputs, inner, wide, stride, kernels):
        super().__init__()
        self.count = len(kernels)
        width = inputs
        strided = kernels.index(3)
        for place, kernel in enumerate(kernels):
            outputs = wide if place == self.count - 1 else inner
            setattr(self, f"conv{place + 1}", convolution(width, outputs, kernel, stride if place == strided else 1))
            setattr(self, f"bn{place + 1}", nn.BatchNorm2d(outputs))
            width = outputs
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != wide:
            self.shortcut = nn.Sequential(convolution(inputs, wide, 1, stride), nn.BatchNorm2d(wide))

    def forward(self, x):
        y = x
        for place in range(1, self.count + 1):
            y = getattr(self, f"bn{place}")(getattr(self, f"conv{place}")(y))
            if place < self.count:
                y = torch.relu(y)
        return torch.relu(y + self.shortcut(x))


class Attention(nn.Module):
    """[batch, width, time] -> mean and deviation over time by weights of its own, [batch, 2 * width]."""

    def __init__(self, width):
        super().__init__()
        self.linear1 = nn.Conv1d(width, 128, 1)
        self.linear2 = nn.Conv1d(128, width, 1)

    def forward(self, x):
        weights = torch.softmax(self.linear2(torch.tanh(self.linear1(x))), -1)
        mean = (weights * x).sum(-1)
        variance = (weights * x**2).sum(-1) - mean**2
        return torch.cat([mean, torch.sqrt(variance.clamp(min=1e-7))], 1)


class ResNet(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, channels, blocks, embedding, block="basic", pooling="unbiased-deviation"):
        super().__init__()
        kernels, expansion = {"basic": ([3, 3], 1), "bottleneck": ([1, 3, 1], 4)}[block]
        self.conv1 = convolution(1, channels, 3)
        self.bn1 = nn.BatchNorm2d(channels)
        width, height = channels, features
        for stage, count in enumerate(blocks):
            inner = channels * 2**stage
            stack = []
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                stack.append(Block(width, inner, inner * expansion, stride, kernels))
                width = inner * expansion
            height = height if stage == 0 else math.ceil(height / 2)
            setattr(self, f"layer{stage + 1}", nn.Sequential(*stack))
        self.stages = len(blocks)
        self.pooling = pooling
        self.pool = Attention(width * height) if pooling == "attentive" else nn.Identity()
        self.seg_1 = nn.Linear((1 if pooling == "average" else 2) * width * height, embedding)

    def forward(self, x):
        shown = {}
        y = torch.relu(self.bn1(self.conv1(x.permute(0, 2, 1).unsqueeze(1))))  # [batch, channel, frequency, time]
        shown["bn1"] = y
        for stage in range(1, self.stages + 1):
            y = getattr(self, f"layer{stage}")(y)
            shown[f"layer{stage}"] = y
        shown["pool"] = self.pooled(y.flatten(1, 2))
        shown["output"] = self.seg_1(shown["pool"])
        return shown

    def pooled(self, x):
        if self.pooling == "attentive":
            return self.pool(x)
        mean = x.mean(-1)
        if self.pooling == "average":
            return mean
        return torch.cat([mean, torch.sqrt(torch.var(x, dim=-1) + 1e-7)], 1)


def case(options, batch, time, mode):
    return run(ResNet(**options), options, batch, time, mode)


def main():
    tiny = {"features": 13, "channels": 4, "blocks": [1, 2, 1], "embedding": 7}
    even = {"features": 16, "channels": 4, "blocks": [1, 1, 1, 1], "embedding": 5}
    narrow = {"features": 13, "channels": 3, "blocks": [1, 2, 1], "embedding": 4, "block": "bottleneck"}
    known = reference(
        "resnet.py",
        layouts={
            "resnet18": layout(ResNet(80, 32, [2, 2, 2, 2], 256)),
            "resnet34": layout(ResNet(80, 32, [3, 4, 6, 3], 256)),
            "resnet50": layout(ResNet(80, 32, [3, 4, 6, 3], 256, "bottleneck")),
            "resnet34 attentive": layout(ResNet(80, 32, [3, 4, 6, 3], 256, pooling="attentive")),
        },
        cases=[
            case(tiny, 3, 22, "train"),
            case(tiny, 2, 17, "infer"),
            case(even, 2, 24, "train"),
            case(even, 1, 33, "infer"),
            case(narrow, 3, 18, "train"),
            case(narrow, 1, 21, "infer"),
            *(
                case({**tiny, "pooling": pooling}, batch, time, mode)
                for pooling in ("average", "attentive")
                for batch, time, mode in ((3, 22, "train"), (2, 17, "infer"))
            ),
        ],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"').replace('"resnet', '\n"resnet') + "\n")


if __name__ == "__main__":
    main()
