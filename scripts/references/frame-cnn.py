"""Makes test/references/frame-cnn.json: the 1-d CNN of Shon et al. 2018, figure 1, defined here in PyTorch, run on weights and input that
both sides make from a formula. And the layout of the full network.

    pip install torch
    python scripts/references/frame-cnn.py
"""
import json
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "frame-cnn.json"


class FrameCnn(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, filters, fc1, fc2, pooling, after_fc1, frame_level, batch_norm):
        super().__init__()
        self.pooling, self.after_fc1, self.frame_level = pooling, after_fc1, frame_level
        widths = [features, *filters]
        for place, (kernel, stride) in enumerate([(5, 1), (7, 2), (1, 1), (1, 1)]):
            layer = nn.Conv1d(widths[place], widths[place + 1], kernel, stride, (kernel - 1) // 2)
            setattr(self, f"conv{place + 1}", layer)
        self.fc1 = nn.Linear(filters[-1] * (1 if pooling == "average" else 2), fc1)
        self.fc2 = nn.Linear(fc1, fc2)
        self.batch_norm = batch_norm
        for place, size in enumerate([*filters, fc1, fc2] if batch_norm else [], start=1):
            setattr(self, f"bn{place}", nn.BatchNorm1d(size, eps=1e-3, momentum=1e-3))

    def normalized(self, place, y):
        return getattr(self, f"bn{place}")(y) if self.batch_norm else y

    def forward(self, x):
        shown, y = {}, x.permute(0, 2, 1)
        for place in range(1, 5):
            y = torch.relu(self.normalized(place, getattr(self, f"conv{place}")(y)))
            shown[f"conv{place}"] = y
        activation = torch.relu if self.after_fc1 == "relu" else (lambda value: value)
        if self.frame_level:
            # [batch, channel, time], as the activations of the convolutions.
            shown["fc1"] = self.fc1(y.permute(0, 2, 1)).permute(0, 2, 1)
            second = self.fc2(activation(self.normalized(5, shown["fc1"])).permute(0, 2, 1))
            shown["fc2"] = second.permute(0, 2, 1)
            shown["output"] = second.mean(1)
            return shown
        spread = {
            "average": lambda: [],
            "biased-deviation": lambda: [torch.sqrt(torch.var(y, dim=-1, unbiased=False) + 1e-7)],
            "unbiased-deviation": lambda: [torch.sqrt(torch.var(y, dim=-1) + 1e-7)],
        }[self.pooling]()
        shown["pool"] = torch.cat([y.mean(-1), *spread], 1)
        shown["fc1"] = self.fc1(shown["pool"])
        shown["fc2"] = self.fc2(activation(self.normalized(5, shown["fc1"])))
        shown["output"] = torch.relu(self.normalized(6, shown["fc2"])) if self.training else shown["fc2"]
        return shown


def options(**changed):
    tiny = {"features": 7, "filters": [6, 8, 5, 9], "fc1": 10, "fc2": 4}
    choices = {"pooling": "biased-deviation", "after_fc1": "linear", "frame_level": False, "batch_norm": False}
    return {**tiny, **choices, **changed}


def main():
    full = {"features": 40, "filters": [1000, 1000, 1000, 1500], "fc1": 1500, "fc2": 600}
    choices = [
        (options(), "train", 24),
        (options(after_fc1="relu"), "train", 23),
        (options(pooling="average"), "train", 24),
        (options(), "infer", 17),
        (options(after_fc1="relu", pooling="unbiased-deviation"), "infer", 18),
        (options(pooling="average"), "infer", 19),
        (options(pooling="average", frame_level=True), "infer", 19),
        (options(batch_norm=True), "train", 24),
        (options(batch_norm=True, after_fc1="relu"), "train", 23),
        (options(batch_norm=True, pooling="average"), "infer", 19),
        (options(batch_norm=True, pooling="average", frame_level=True), "infer", 19),
    ]
    known = reference(
        "frame-cnn.py",
        layouts={
            "statistics": layout(FrameCnn(**options(**full))),
            "average": layout(FrameCnn(**options(**full, pooling="average"))),
            "batch norm": layout(FrameCnn(**options(**full, batch_norm=True))),
        },
        cases=[run(FrameCnn(**chosen), chosen, 3, time, mode) for chosen, mode, time in choices],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"') + "\n")


if __name__ == "__main__":
    main()
