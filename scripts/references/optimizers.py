"""Reference numbers for test/training/optimizers.test.ts: weights after five updates by PyTorch, in double precision.

python3 scripts/references/optimizers.py > test/references/optimizers.json   (needs torch)
"""

import json
import math

import torch

START = [0.5, -1.25, 2.0]
RATES = [0.1, 0.1, 0.05, 0.05, 0.01]


def gradient(step, place):
    return math.sin(step + 1.7 * place) - 0.3


def run(make):
    weight = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    optimizer = make([weight])
    trail = []
    for step, rate in enumerate(RATES):
        for group in optimizer.param_groups:
            group["lr"] = rate
        weight.grad = torch.tensor([gradient(step, place) for place in range(3)], dtype=torch.float64)
        optimizer.step()
        trail.append(weight.tolist())
    return trail


cases = [
    ("sgd", {"momentum": 0, "weight_decay": 0}, lambda p: torch.optim.SGD(p, lr=1)),
    ("sgd", {"momentum": 0.9, "weight_decay": 0.01}, lambda p: torch.optim.SGD(p, lr=1, momentum=0.9, weight_decay=0.01)),
    ("sgd", {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
     lambda p: torch.optim.SGD(p, lr=1, momentum=0.9, nesterov=True, weight_decay=0.01)),
    ("adam", {}, lambda p: torch.optim.Adam(p, lr=1)),
    ("adam", {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4, "weight_decay": 0.1},
     lambda p: torch.optim.Adam(p, lr=1, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
    ("adam", {"weight_decay": 0.1, "decoupled": True}, lambda p: torch.optim.AdamW(p, lr=1, weight_decay=0.1)),
]
print(json.dumps({
    "tool": f"torch {torch.__version__}",
    "script": "scripts/references/optimizers.py",
    "start": START,
    "rates": RATES,
    "cases": [{"type": name, "options": options, "weights": run(make)} for name, options, make in cases],
}, indent=1))
