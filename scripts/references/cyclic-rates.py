"""Reference numbers for test/training/schedules.test.ts: learning rates of PyTorch's CyclicLR, step by step.

python3 scripts/references/cyclic-rates.py > test/references/cyclic-rates.json   (needs torch)
"""

import json

import torch

STEPS = 60


def rates(lowest, highest, rise, fall, mode, decay):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lowest)
    schedule = torch.optim.lr_scheduler.CyclicLR(
        optimizer, lowest, highest, step_size_up=rise, step_size_down=fall, mode=mode, gamma=decay, cycle_momentum=False
    )
    trail = []
    for _ in range(STEPS):
        trail.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return trail


def case(**options):
    trail = rates(options["lowest"], options["highest"], options["rise_steps"], options.get("fall_steps"),
                  options.get("mode", "triangular"), options.get("decay", 1.0))
    return {"options": options, "rates": trail}


print(json.dumps({
    "tool": f"torch {torch.__version__}",
    "script": "scripts/references/cyclic-rates.py",
    "cases": [
        case(lowest=1e-8, highest=1e-3, rise_steps=10),
        case(lowest=0.001, highest=0.1, rise_steps=4, fall_steps=9),
        case(lowest=0.01, highest=0.2, rise_steps=7, mode="triangular2"),
        case(lowest=0.01, highest=0.2, rise_steps=5, fall_steps=3, mode="exp_range", decay=0.97),
    ],
}, indent=1))
