"""Makes test/references/contrastive.json: value and gradient of the contrastive loss of Hadsell et al. 2006, eq. 4, over the pairs of a batch,
one pair after the other, the mean of same-speaker pairs and that of others weighing alike; differentiated by PyTorch in double precision.

    pip install torch
    python scripts/references/contrastive.py
"""
import json
import math
from itertools import combinations
from pathlib import Path

import torch
from formula import by_formula

OUT = Path(__file__).parents[2] / "test" / "references" / "contrastive.json"


def contrastive(x, labels, margin, unit_length, hard):
    if unit_length:
        x = x / x.norm(dim=1, keepdim=True)
    same, others = [], []
    for a, b in combinations(range(len(labels)), 2):
        distance = (x[a] - x[b]).norm()
        if labels[a] == labels[b]:
            same.append(0.5 * distance**2)
        else:
            others.append((distance.item(), 0.5 * torch.clamp(margin - distance, min=0) ** 2))
    mean = lambda terms: torch.stack(terms).mean() if terms else torch.zeros((), dtype=x.dtype)
    terms = [term for _, term in sorted(others, key=lambda pair: pair[0])]
    apart = mean(terms)
    if hard > 0:  # half of the weight on the nearest
        apart = 0.5 * (apart + mean(terms[: max(1, math.ceil(hard * len(terms)))]))
    return 0.5 * (mean(same) + apart)


def case(labels, margin, unit_length, salt, hard=0):
    x = by_formula((len(labels), 5), salt).requires_grad_()
    loss = contrastive(x, labels, margin, unit_length, hard)
    loss.backward()
    options = {"margin": margin, "unit_length": unit_length, "hard": hard}
    return {"options": options, "labels": labels, "embedding": x.tolist(), "loss": loss.item(), "gradient": x.grad.tolist()}


def main():
    cases = [
        case([0, 0, 1, 2, 1, 0], 1.0, True, 11),
        case([0, 0, 1, 2, 1, 0], 2.5, False, 12),
        case([3, 1, 0, 2], 1.5, True, 13),
        case([1, 1, 1], 1.0, True, 14),
        case([0, 0, 1, 2, 1, 0, 3, 3], 1.6, True, 15, hard=0.1),
        case([0, 1, 2, 2], 2.0, False, 16, hard=0.5),
        case([1, 1, 1], 1.0, True, 17, hard=0.1),
    ]
    tool = {"tool": "PyTorch, float64", "version": torch.__version__, "made_by": "scripts/references/contrastive.py"}
    OUT.write_text(json.dumps({**tool, "cases": cases}).replace('{"options"', '\n{"options"') + "\n")


if __name__ == "__main__":
    main()
