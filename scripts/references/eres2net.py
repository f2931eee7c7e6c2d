"""Makes test/references/eres2net.json: ERes2Net (Chen et al. 2023), defined here in PyTorch with wespeaker's layout and names, run on
weights and input that both sides make from a formula. And the layout of the full network.

    pip install torch
    python scripts/references/eres2net.py
"""
import json
import math
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "eres2net.json"


def clipped(x):
    return torch.clamp(x, 0, 20)


def convolution(inputs, outputs, kernel, stride=1):
    return nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False)


class Fusion(nn.Module):
    """Two images weighted by an attention that sees both."""

    def __init__(self, channels):
        super().__init__()
        inner = channels // 4
        self.local_att = nn.Sequential(
            nn.Conv2d(2 * channels, inner, 1),
            nn.BatchNorm2d(inner),
            nn.SiLU(),
            nn.Conv2d(inner, channels, 1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x, y):
        share = torch.tanh(self.local_att(torch.cat([x, y], 1)))
        return x * (1 + share) + y * (1 - share)


class Block(nn.Module):
    def __init__(self, inputs, planes, stride, fused):
        super().__init__()
        self.width = planes // 2
        wide = 2 * planes
        self.fused = fused
        self.conv1 = convolution(inputs, 2 * self.width, 1, stride)
        self.bn1 = nn.BatchNorm2d(2 * self.width)
        if fused:
            self.conv2_1 = convolution(self.width, self.width, 3)
            self.bn2_1 = nn.BatchNorm2d(self.width)
            self.fuse_models = nn.ModuleList([Fusion(self.width)])
        count = 1 if fused else 2
        self.convs = nn.ModuleList(convolution(self.width, self.width, 3) for _ in range(count))
        self.bns = nn.ModuleList(nn.BatchNorm2d(self.width) for _ in range(count))
        self.conv3 = convolution(2 * self.width, wide, 1)
        self.bn3 = nn.BatchNorm2d(wide)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != wide:
            self.shortcut = nn.Sequential(convolution(inputs, wide, 1, stride), nn.BatchNorm2d(wide))

    def forward(self, x):
        first, second = clipped(self.bn1(self.conv1(x))).split(self.width, 1)
        if self.fused:
            first = clipped(self.bn2_1(self.conv2_1(first)))
            second = clipped(self.bns[0](self.convs[0](self.fuse_models[0](first, second))))
        else:
            first = clipped(self.bns[0](self.convs[0](first)))
            second = clipped(self.bns[1](self.convs[1](first + second)))
        y = self.bn3(self.conv3(torch.cat([first, second], 1)))
        return clipped(y + self.shortcut(x))


class ERes2Net(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, channels, blocks, embedding):
        super().__init__()
        self.conv1 = convolution(1, channels, 3)
        self.bn1 = nn.BatchNorm2d(channels)
        width = channels
        for stage, count in enumerate(blocks):
            planes = channels * 2**stage
            stack = []
            for index in range(count):
                stack.append(Block(width, planes, 2 if stage > 0 and index == 0 else 1, stage >= 2))
                width = 2 * planes
            setattr(self, f"layer{stage + 1}", nn.Sequential(*stack))
        for stage in (1, 2, 3):
            wide = channels * 2**stage
            setattr(self, f"layer{stage}_downsample", convolution(wide, 2 * wide, 3, 2))
        self.fuse_mode12 = Fusion(channels * 4)
        self.fuse_mode123 = Fusion(channels * 8)
        self.fuse_mode1234 = Fusion(channels * 16)
        height = features
        for _ in range(3):
            height = math.ceil(height / 2)
        self.seg_1 = nn.Linear(2 * width * height, embedding)

    def forward(self, x):
        shown = {}
        y = torch.relu(self.bn1(self.conv1(x.permute(0, 2, 1).unsqueeze(1))))
        outputs = []
        for stage in (1, 2, 3, 4):
            y = getattr(self, f"layer{stage}")(y)
            shown[f"layer{stage}"] = y
            outputs.append(y)
        fused = outputs[0]
        for stage, name in ((1, "12"), (2, "123"), (3, "1234")):
            fused = getattr(self, f"fuse_mode{name}")(outputs[stage], getattr(self, f"layer{stage}_downsample")(fused))
            shown[f"fuse_mode{name}"] = fused
        flat = fused.flatten(1, 2)
        shown["pool"] = torch.cat([flat.mean(-1), torch.sqrt(torch.var(flat, dim=-1) + 1e-7)], 1)
        shown["output"] = self.seg_1(shown["pool"])
        return shown


def main():
    tiny = {"features": 13, "channels": 8, "blocks": [1, 1, 2, 1], "embedding": 5}
    # Of these sizes no tanh is so far from 0 that its slope is lost in single precision.
    small = {"features": 9, "channels": 8, "blocks": [1, 1, 1, 1], "embedding": 5}
    known = reference(
        "eres2net.py",
        layouts={"eres2net": layout(ERes2Net(80, 32, [3, 4, 6, 3], 192))},
        cases=[
            run(ERes2Net(**tiny), tiny, 3, 26, "train", 4),
            run(ERes2Net(**small), small, 2, 17, "infer", 4),
        ],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"').replace('"eres2net"', '\n"eres2net"') + "\n")


if __name__ == "__main__":
    main()
