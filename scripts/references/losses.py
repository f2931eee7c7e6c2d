"""Makes test/references/losses.json: value and gradients of speaker losses, written down here from the papers' equations in their
plain form (no log-sum-exp tricks) and differentiated by PyTorch in double precision. The reading zero-logit is that of the code
released with the paper (sunine, trainer/loss/armsoftmax.py), which gave the same values when it was run on these inputs.

    pip install torch
    python scripts/references/losses.py
"""
import json
import math
from pathlib import Path

import torch

OUT = Path(__file__).parents[2] / "test" / "references" / "losses.json"
torch.set_default_dtype(torch.float64)


def cosines(x, w):
    return (x / x.norm(dim=1, keepdim=True)) @ (w / w.norm(dim=0, keepdim=True))


def own_and_others(cos, labels):
    own = torch.nn.functional.one_hot(labels, cos.shape[1]).bool()
    return cos[own], cos[~own].reshape(len(labels), -1)


def angle(cos, m, variant):
    plain = torch.cos(torch.arccos(cos) + m)
    if variant == "plain":
        return plain
    if variant == "easy":
        return torch.where(cos > 0, plain, cos)
    penalty = m * math.sin(m) if variant == "arcface" else 1 + math.cos(math.pi - m)
    return torch.where(cos > math.cos(math.pi - m), plain, cos - penalty)


def softmax(x, w, labels, bias):
    logits = x @ w + bias
    own, others = own_and_others(logits, labels)
    return -(own - torch.log(own.exp() + others.exp().sum(1))).mean()


def margin_softmax(target, others, s):
    """Li et al. 2021, eq. 2, where target is the own cosine with its margin."""
    top = torch.exp(s * target)
    return -torch.log(top / (top + torch.exp(s * others).sum(1))).mean()


def real_margin(target, others, s, reading):
    """Li et al. 2021, eq. 12, and its two other readings."""
    lead = s * (target[:, None] - others)
    met = lead >= 0
    if reading == "one":
        terms = torch.exp(torch.clamp(-lead, min=0))
        return torch.log(1 + terms.sum(1)).mean()
    if reading == "dropped":
        terms = torch.where(met, torch.zeros_like(lead), torch.exp(-lead))
        return torch.log(1 + terms.sum(1)).mean()
    logits = torch.where(met, torch.zeros_like(lead), s * others)
    top = torch.exp(s * target)
    return -torch.log(top / (top + torch.exp(logits).sum(1))).mean()


def with_margin(name, options, m, own):
    return angle(own, m, options.get("variant", "arcface")) if "aam" in name else own - m


def margin_loss(name, options, m, cos, labels):
    """A loss with a margin as a function of its cosines, [batch, classes]."""
    own, others = own_and_others(cos, labels)
    target = with_margin(name, options, m, own)
    s = options.get("scale", 30)
    if name.startswith("real"):
        return real_margin(target, others, s, options.get("satisfied", "one"))
    return margin_softmax(target, others, s)


def value(name, options, m, x, w, labels, bias):
    if name == "softmax":
        return softmax(x, w, labels, bias)
    return margin_loss(name, options, m, cosines(x, w), labels)


def pair_statistics(name, options, m, x, w, labels):
    """What src/losses/pair-statistics.ts defines, its pulls by autograd of the mean loss at the cosines."""
    cos = cosines(x, w).detach().requires_grad_()
    margin_loss(name, options, m, cos, labels).backward()
    own, others = own_and_others(cos.detach(), labels)
    _, slopes = own_and_others(cos.grad, labels)
    met = others <= with_margin(name, options, m, own)[:, None]
    mean = lambda values: values.mean() if len(values) > 0 else torch.zeros(())
    return {
        "satisfied": met.double().mean(),
        "target_cosine": own.mean(),
        "hard_cosine": mean(others[~met]),
        "satisfied_cosine": mean(others[met]),
        "hard_pull": slopes[~met].abs().sum(),
        "satisfied_pull": slopes[met].abs().sum(),
    }


def rounded(tensor):
    return json.loads(json.dumps(tensor.tolist()), parse_float=lambda text: float(f"{float(text):.10g}"))


def main():
    torch.manual_seed(20)
    batch, dimension, classes = 7, 5, 6
    w = (torch.randn(dimension, classes) * 10000).round() / 10000
    x = (torch.randn(batch, dimension) * 10000).round() / 10000
    labels = torch.arange(batch) % classes
    # Row 0 lies close to its class, row 1 opposite to it (its angle and the margin pass pi), the rest anywhere.
    x[0] = ((w[:, 0] + 0.1 * x[0]) * 10000).round() / 10000
    x[1] = ((-w[:, 1] + 0.1 * x[1]) * 10000).round() / 10000
    bias = (torch.randn(classes) * 10000).round() / 10000
    # The same rows again, each exactly on or opposite its class vector: cos = 1 or -1.
    aligned = torch.stack([w[:, k] * (2 if k % 2 == 0 else -1) for k in labels.tolist()])

    plans = [("softmax", {}, 0.0)]
    plans += [("am-softmax", {"scale": s}, m) for s, m in [(30, 0.2), (1, 0.0), (64, 0.35)]]
    plans += [("aam-softmax", {"variant": v}, m) for v in ["arcface", "wespeaker", "plain", "easy"] for m in [0.2, 0.5]]
    for reading in ["one", "dropped", "zero-logit"]:
        plans += [("real-am-softmax", {"satisfied": reading, "scale": s}, m) for s, m in [(30, 0.3), (8, 0.0), (4, 2.0)]]
        plans += [("real-aam-softmax", {"satisfied": reading, "scale": 16}, 0.2)]
    cases = []
    for name, options, m in plans:
        for which, rows in [("anywhere", x), ("aligned", aligned)]:
            # The plain formula of the angle has no derivative at cos = 1 or -1; svtk's is tested to be finite there.
            if which == "aligned" and (name == "softmax" or "aam" in name):
                continue
            leaves = [rows.clone().requires_grad_(), w.clone().requires_grad_(), bias.clone().requires_grad_()]
            loss = value(name, options, m, leaves[0], leaves[1], labels, leaves[2])
            loss.backward()
            gradients = {"embedding": leaves[0].grad, "projection.weight": leaves[1].grad}
            if name == "softmax":
                gradients["projection.bias"] = leaves[2].grad
            statistics = {} if name == "softmax" else pair_statistics(name, options, m, rows, w, labels)
            cases.append(
                {
                    "loss": name,
                    "options": options,
                    "margin": m,
                    "rows": which,
                    "value": rounded(loss),
                    "gradients": {key: rounded(grad) for key, grad in gradients.items()},
                    "statistics": {key: rounded(figure) for key, figure in statistics.items()},
                },
            )
    reference = {
        "tool": "PyTorch autograd, float64, on the papers' equations as written",
        "version": torch.__version__,
        "made_by": "scripts/references/losses.py",
        "embedding": {"anywhere": rounded(x), "aligned": rounded(aligned)},
        "projection.weight": rounded(w),
        "projection.bias": rounded(bias),
        "labels": labels.tolist(),
        "cases": cases,
    }
    OUT.write_text(json.dumps(reference).replace('{"loss"', '\n{"loss"') + "\n")


if __name__ == "__main__":
    main()
