"""Makes test/references/resnet.json: a residual speaker network, defined here in PyTorch as wespeaker lays it out, run on weights and
input that both sides make from a formula; inner activations, output, gradients and running statistics. And the names and shapes of
the full ResNet34 and ResNet18.

    pip install torch
    python scripts/references/resnet.py
"""
import json
import math
from pathlib import Path

import torch
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "resnet.json"


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    """[batch, time, features] -> [batch, embedding]."""

    def __init__(self, features, channels, blocks, embedding):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        width, height = channels, features
        for stage, count in enumerate(blocks):
            outputs = channels * 2**stage
            stack = []
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                stack.append(Block(width, outputs, stride))
                width = outputs
            height = height if stage == 0 else math.ceil(height / 2)
            setattr(self, f"layer{stage + 1}", nn.Sequential(*stack))
        self.stages = len(blocks)
        self.seg_1 = nn.Linear(2 * width * height, embedding)

    def forward(self, x):
        shown = {}
        y = torch.relu(self.bn1(self.conv1(x.permute(0, 2, 1).unsqueeze(1))))  # [batch, channel, frequency, time]
        shown["bn1"] = y
        for stage in range(1, self.stages + 1):
            y = getattr(self, f"layer{stage}")(y)
            shown[f"layer{stage}"] = y
        mean = y.mean(-1).flatten(1)
        deviation = torch.sqrt(torch.var(y, dim=-1) + 1e-7).flatten(1)
        shown["pool"] = torch.cat([mean, deviation], 1)
        shown["output"] = self.seg_1(shown["pool"])
        return shown


def by_formula(shape, salt):
    """Numbers in [-1, 1) that any language makes alike: a linear congruential sequence in whole numbers."""
    state, out = salt, []
    for _ in range(math.prod(shape)):
        state = (1664525 * state + 1013904223) % 2**32
        out.append((state >> 8) / 2**23 - 1)
    return torch.tensor(out, dtype=torch.float64).reshape(shape)


def fill(model):
    salt = 0
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            salt += 1
            start = by_formula(value.shape, salt)
            if name.endswith(("bn1.weight", "bn2.weight", "shortcut.1.weight")):
                start = 1 + 0.3 * start
            elif name.endswith("running_var"):
                start = 1 + 0.5 * start
            elif value.dim() > 1:
                start = start * math.sqrt(6 / math.prod(value.shape[1:]))
            else:
                start = 0.2 * start
            value.copy_(start)


def ours(value):
    """[batch, channel, frequency, time] -> [batch, time, frequency, channel]."""
    return value.permute(0, 3, 2, 1) if value.dim() == 4 else value


def rounded(values):
    return [float(f"{value:.9g}") for value in values]


def sample(value, count=24):
    flat = value.detach().reshape(-1)
    stride = max(1, flat.numel() // count)
    return {"shape": list(value.shape), "stride": stride, "values": rounded(flat[::stride].tolist())}


def run(options, batch, time, mode):
    model = ResNet(**options).double()
    fill(model)
    model.train(mode == "train")
    x = by_formula((batch, time, options["features"]), 1000) * 3
    shown = model(x)
    target = by_formula(shown["output"].shape, 2000)
    loss = (shown["output"] * target).sum()
    loss.backward()
    case = {
        "options": options,
        "batch": batch,
        "time": time,
        "mode": mode,
        "shown": {name: sample(ours(value)) for name, value in shown.items()},
        # PyTorch's axes reversed, as svtk keeps its weights.
        "gradients": {
            name: sample(value.grad.permute(*reversed(range(value.dim()))).contiguous(), 6)
            for name, value in model.named_parameters()
        },
    }
    if mode == "train":
        case["running"] = {name: sample(value, 6) for name, value in model.state_dict().items() if "running" in name}
    return case


def layout(blocks):
    model = ResNet(80, 32, blocks, 256)
    state = {n: list(v.shape) for n, v in model.state_dict().items() if not n.endswith("num_batches_tracked")}
    return {"trained": sum(p.numel() for p in model.parameters()), "shapes": state}


def main():
    tiny = {"features": 13, "channels": 4, "blocks": [1, 2, 1], "embedding": 7}
    even = {"features": 16, "channels": 4, "blocks": [1, 1, 1, 1], "embedding": 5}
    cases = [run(tiny, 3, 22, "train"), run(tiny, 2, 17, "infer"), run(even, 2, 24, "train"), run(even, 1, 33, "infer")]
    reference = {
        "tool": "PyTorch, float64",
        "version": torch.__version__,
        "made_by": "scripts/references/resnet.py",
        "resnet34": layout([3, 4, 6, 3]),
        "resnet18": layout([2, 2, 2, 2]),
        "cases": cases,
    }
    OUT.write_text(json.dumps(reference).replace('{"options"', '\n{"options"').replace('"resnet', '\n"resnet') + "\n")


if __name__ == "__main__":
    main()
