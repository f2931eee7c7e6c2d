"""Makes test/references/vgg-m.json: VGG-M of Nagrani et al. 2017, table 3, defined here in PyTorch, run on weights and input that both sides make
from a formula. And the layout of the full network, and its number of places after each layer for 3 s.

    pip install torch
    python scripts/references/vgg-m.py
"""
import json
from pathlib import Path

import torch
from formula import layout, reference, run
from torch import nn

OUT = Path(__file__).parents[2] / "test" / "references" / "vgg-m.json"


class VggM(nn.Module):
    """[batch, time, features] -> activations by name."""

    def __init__(self, features, filters, fc6, embedding, last):
        super().__init__()
        self.last = last
        widths = [1, *filters]
        for place, (kernel, stride) in enumerate([(7, 2), (5, 2), (3, 1), (3, 1), (3, 1)]):
            setattr(self, f"conv{place + 1}", nn.Conv2d(widths[place], widths[place + 1], kernel, stride, 1))
            setattr(self, f"bn{place + 1}", nn.BatchNorm2d(widths[place + 1]))
        with torch.no_grad():
            height = self.convolved(torch.zeros(1, 200, features), {}).shape[2]
        # Over all frequencies, frequency the slower index of what it reads.
        self.fc6, self.bn6 = nn.Conv1d(height * filters[-1], fc6, 1), nn.BatchNorm1d(fc6)
        self.fc7, self.bn7 = nn.Linear(fc6, embedding), nn.BatchNorm1d(embedding)
        if last == "fc8":
            self.fc8 = nn.Linear(embedding, embedding)

    def convolved(self, x, shown):
        y = x.permute(0, 2, 1).unsqueeze(1)  # [batch, 1, frequency, time]
        pools = {1: ((3, 3), (2, 2)), 2: ((3, 3), (2, 2)), 5: ((5, 3), (3, 2))}
        for place in range(1, 6):
            y = torch.relu(getattr(self, f"bn{place}")(getattr(self, f"conv{place}")(y)))
            if place in pools:
                y = nn.functional.max_pool2d(y, *pools[place])
            shown[f"conv{place}"] = y
        return y

    def forward(self, x):
        shown = {}
        y = self.convolved(x, shown)
        y = y.permute(0, 2, 1, 3).flatten(1, 2)  # [batch, frequency * channel, time]
        shown["fc6"] = torch.relu(self.bn6(self.fc6(y)))
        shown["pool"] = shown["fc6"].mean(-1)
        shown["fc7"] = self.bn7(self.fc7(shown["pool"]))
        if self.last == "linear":
            shown["output"] = shown["fc7"]
        else:
            positive = torch.relu(shown["fc7"])
            shown["output"] = self.fc8(positive) if self.last == "fc8" else positive
        return shown


def main():
    tiny = {"features": 130, "filters": [3, 5, 4, 6, 3], "fc6": 8, "embedding": 5}
    full = {"features": 512, "filters": [96, 256, 384, 256, 256], "fc6": 4096, "embedding": 1024, "last": "relu"}
    network = VggM(**full).eval()
    shapes = {}
    with torch.no_grad():
        network.convolved(torch.zeros(1, 300, 512), shapes)
    known = reference(
        "vgg-m.py",
        layouts={"vgg-m": layout(network)},
        places={name: list(value.shape[2:]) for name, value in shapes.items()},
        cases=[
            run(VggM(**tiny, last="relu"), {**tiny, "last": "relu"}, 3, 111, "train"),
            run(VggM(**tiny, last="linear"), {**tiny, "last": "linear"}, 2, 90, "infer"),
            run(VggM(**tiny, last="fc8"), {**tiny, "last": "fc8"}, 3, 90, "train"),
        ],
    )
    OUT.write_text(json.dumps(known).replace('{"options"', '\n{"options"') + "\n")
    print(known["layouts"], known["places"])


if __name__ == "__main__":
    main()
