"""What the references of speaker networks share: weights and inputs that svtk's tests make alike from a formula, and a case of a
network run on them: inner activations, output, gradients and running statistics at sampled places."""
import hashlib
import math

import torch


def by_formula(shape, salt):
    """Numbers in [-1, 1) that any language makes alike: a linear congruential sequence in whole numbers."""
    state, out = salt, []
    for _ in range(math.prod(shape)):
        state = (1664525 * state + 1013904223) % 2**32
        out.append((state >> 8) / 2**23 - 1)
    return torch.tensor(out, dtype=torch.float64).reshape(shape)


def arrays(model):
    """A network's arrays by name, in the order of their names, without batch norm's counters."""
    state = model.state_dict()
    return {name: state[name] for name in sorted(state) if not name.endswith("num_batches_tracked")}


def fill(model):
    with torch.no_grad():
        for salt, (name, value) in enumerate(arrays(model).items(), start=1):
            start = by_formula(value.shape, salt)
            if name.endswith("running_var"):
                start = 1 + 0.5 * start
            elif value.dim() > 1:
                start = start * math.sqrt(6 / math.prod(value.shape[1:]))
            elif name.endswith(".weight"):  # the scale of batch norm
                start = 1 + 0.3 * start
            else:
                start = 0.2 * start
            value.copy_(start)
    return model


def ours(value):
    """PyTorch's [batch, channel, frequency, time] or [batch, channel, time] as [batch, time, frequency or 1, channel]."""
    if value.dim() == 3:
        value = value.unsqueeze(2)
    return value.permute(0, 3, 2, 1) if value.dim() == 4 else value


def rounded(values):
    return [float(f"{value:.9g}") for value in values]


def sample(value, count=24):
    flat = value.detach().reshape(-1)
    stride = max(1, flat.numel() // count)
    return {"shape": list(value.shape), "stride": stride, "values": rounded(flat[::stride].tolist())}


def run(model, options, batch, time, mode, gradients=6):
    """`model(x)` gives a dictionary of activations, [batch, time, features] -> "output" [batch, embedding]."""
    fill(model.double()).train(mode == "train")
    shown = model(by_formula((batch, time, options["features"]), 1000) * 3)
    (shown["output"] * by_formula(shown["output"].shape, 2000)).sum().backward()
    case = {
        "options": options,
        "batch": batch,
        "time": time,
        "mode": mode,
        "shown": {name: sample(ours(value)) for name, value in shown.items()},
        # PyTorch's axes reversed, as svtk keeps its weights.
        "gradients": {
            name: sample(value.grad.permute(*reversed(range(value.dim()))).contiguous(), gradients)
            for name, value in model.named_parameters()
            if value.grad is not None  # what inference leaves out
        },
    }
    if mode == "train":
        case["running"] = {name: sample(value, 6) for name, value in arrays(model).items() if "running" in name}
    return case


def layout(model):
    """How many values of a network are trained, and a digest of the names and shapes of all its arrays."""
    lines = [f"{name} {','.join(map(str, value.shape))}" for name, value in arrays(model).items()]
    return {
        "trained": sum(p.numel() for p in model.parameters()),
        "arrays": len(lines),
        "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


def reference(script, **parts):
    return {"tool": "PyTorch, float64", "version": torch.__version__, "made_by": f"scripts/references/{script}", **parts}
