"""Reference numbers for test/training/accumulation.test.ts: two layers under softmax cross entropy, without and with batch norm,
trained by SGD on two batches a step, by PyTorch in double precision. The loss of each batch is divided by their number.

python3 scripts/references/accumulation.py > test/references/accumulation.json   (needs torch)
"""

import json

import torch
from formula import by_formula, fill, rounded

INPUTS, HIDDEN, CLASSES, BATCH, ACCUMULATE, STEPS = 5, 4, 3, 6, 2, 4
CLIP = 0.2


class Network(torch.nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.first = torch.nn.Linear(INPUTS, HIDDEN)
        if norm:
            self.norm = torch.nn.BatchNorm1d(HIDDEN)
        self.projection = torch.nn.Linear(HIDDEN, CLASSES)

    def forward(self, x):
        x = self.first(x)
        return self.projection(self.norm(x) if hasattr(self, "norm") else x)


def ours(value):
    return value.t() if value.dim() == 2 else value


def train(norm):
    network = fill(Network(norm).double()).train()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5, momentum=0.9, nesterov=True)
    steps = []
    for step in range(STEPS):
        optimizer.zero_grad()
        total = 0.0
        for place in range(ACCUMULATE):
            index = step * ACCUMULATE + place
            x = 2 * by_formula((BATCH, INPUTS), 100 + index)
            labels = torch.tensor([(index + row) % CLASSES for row in range(BATCH)])
            loss = torch.nn.functional.cross_entropy(network(x), labels) / ACCUMULATE
            loss.backward()
            total += loss.item()
        gradient_norm = torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
        steps.append({"loss": total, "gradient_norm": gradient_norm.item()})
    state = {n: v for n, v in network.state_dict().items() if not n.endswith("num_batches_tracked")}
    return {"norm": norm, "steps": steps,
            "state": {n: rounded(ours(v).reshape(-1).tolist()) for n, v in state.items()}}


print(json.dumps({
    "tool": f"torch {torch.__version__}, float64",
    "script": "scripts/references/accumulation.py",
    "inputs": INPUTS, "hidden": HIDDEN, "classes": CLASSES, "batch": BATCH, "accumulate": ACCUMULATE, "clip": CLIP,
    "cases": [train(False), train(True)],
}, indent=1))
