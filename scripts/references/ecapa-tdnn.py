"""Makes test/references/ecapa-tdnn.json: ECAPA-TDNN (Desplanques et al. 2020), defined here in PyTorch with wespeaker's layout and names,
run on weights and input that both sides make from a formula. And the layouts of the full networks.

    pip install torch
    python scripts/references/ecapa-tdnn.py
"""
import json
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "ecapa-tdnn.json"
SCALE = 8


class ConvReluNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel):
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, kernel, padding=kernel // 2)
        self.bn = nn.BatchNorm1d(outputs)

    def forward(self, x):
        return self.bn(torch.relu(self.conv(x)))


class Res2(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        width = channels // SCALE
        self.convs = nn.ModuleList(
            nn.Conv1d(width, width, 3, dilation=dilation, padding=dilation) for _ in range(SCALE - 1)
        )
        self.bns = nn.ModuleList(nn.BatchNorm1d(width) for _ in range(SCALE - 1))

    def forward(self, x):
        groups = x.chunk(SCALE, 1)
        made = []
        for place, (conv, norm) in enumerate(zip(self.convs, self.bns)):
            group = groups[place] + made[-1] if made else groups[place]
            made.append(norm(torch.relu(conv(group))))
        return torch.cat([*made, groups[-1]], 1)


class SqueezeExcitation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.linear1 = nn.Linear(channels, 128)
        self.linear2 = nn.Linear(128, channels)

    def forward(self, x):
        gate = torch.sigmoid(self.linear2(torch.relu(self.linear1(x.mean(-1)))))
        return x * gate.unsqueeze(-1)


class Block(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.se_res2block = nn.Sequential(
            ConvReluNorm(channels, channels, 1),
            Res2(channels, dilation),
            ConvReluNorm(channels, channels, 1),
            SqueezeExcitation(channels),
        )

    def forward(self, x):
        return x + self.se_res2block(x)


class AttentivePooling(nn.Module):
    def __init__(self, channels, context):
        super().__init__()
        self.context = context
        self.linear1 = nn.Conv1d(channels * (3 if context else 1), 128, 1)
        self.linear2 = nn.Conv1d(128, channels, 1)

    def forward(self, x):
        seen = x
        if self.context:
            mean = x.mean(-1, keepdim=True).expand_as(x)
            deviation = torch.sqrt(x.var(-1, keepdim=True) + 1e-7).expand_as(x)
            seen = torch.cat([x, mean, deviation], 1)
        weight = torch.softmax(self.linear2(torch.tanh(self.linear1(seen))), -1)
        mean = (weight * x).sum(-1)
        variance = (weight * x**2).sum(-1) - mean**2
        return torch.cat([mean, torch.sqrt(variance.clamp(min=1e-7))], 1)


class Ecapa(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, channels, pooled, embedding, context):
        super().__init__()
        self.layer1 = ConvReluNorm(features, channels, 5)
        self.layer2 = Block(channels, 2)
        self.layer3 = Block(channels, 3)
        self.layer4 = Block(channels, 4)
        self.conv = nn.Conv1d(3 * channels, pooled, 1)
        self.pool = AttentivePooling(pooled, context)
        self.bn = nn.BatchNorm1d(2 * pooled)
        self.linear = nn.Linear(2 * pooled, embedding)

    def forward(self, x):
        shown = {"layer1": self.layer1(x.permute(0, 2, 1))}
        for place in (2, 3, 4):
            shown[f"layer{place}"] = getattr(self, f"layer{place}")(shown[f"layer{place - 1}"])
        shown["conv"] = torch.relu(self.conv(torch.cat([shown["layer2"], shown["layer3"], shown["layer4"]], 1)))
        shown["pool"] = self.pool(shown["conv"])
        shown["output"] = self.linear(self.bn(shown["pool"]))
        return shown


def case(options, batch, time, mode):
    return run(Ecapa(**options), options, batch, time, mode, gradients=4)


def main():
    tiny = {"features": 7, "channels": 16, "pooled": 12, "embedding": 5, "context": True}
    plain = {**tiny, "context": False}
    known = reference(
        "ecapa-tdnn.py",
        layouts={
            "512": layout(Ecapa(80, 512, 1536, 192, True)),
            "1024": layout(Ecapa(80, 1024, 1536, 192, True)),
            "512 without context": layout(Ecapa(80, 512, 1536, 192, False)),
        },
        cases=[case(tiny, 5, 21, "train"), case(tiny, 2, 14, "infer"), case(plain, 5, 16, "train")],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"') + "\n")


if __name__ == "__main__":
    main()
