"""Makes test/references/foreign-weights.json: small networks of wespeaker's layout as state dicts in safetensors files, with what a
checkpoint of its training holds beside them, and their embeddings of one input; and one of them as torch.save writes it, alone as wespeaker's avg_model.pt,
under its parallel names, and inside a checkpoint with its optimizer.

    pip install torch safetensors
    python scripts/references/foreign-weights.py
"""
import base64
import importlib
import io
import json
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from formula import by_formula, fill, reference, rounded

OUT = Path(__file__).parents[2] / "test" / "references" / "foreign-weights.json"


def case(model, options, time):
    model = fill(model.double()).float()
    state = {**model.state_dict(), "projection.weight": torch.ones(3, options["embedding"])}
    model.double().eval()
    x = by_formula((1, time, options["features"]), 1000) * 3
    return {
        "options": options,
        "time": time,
        "file": base64.b64encode(safetensors.torch.save(state)).decode(),
        "embedding": rounded(model(x)["output"][0].tolist()),
    }


def torch_files(model, options):
    """As torch.save writes a network: alone, as wespeaker's avg_model.pt; with its optimizer, under parallel training's names; twice."""
    state = {name: value.clone() for name, value in fill(model.double()).float().state_dict().items()}
    state["projection.weight"] = torch.ones(3, options["embedding"])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(2, 14, options["features"]))["output"].sum().backward()
    optimizer.step()
    parallel = {f"module.{name}": value for name, value in state.items()}
    few = {"weight": torch.ones(2)}
    values = {
        "average": state,
        "checkpoint": {"epoch": 3, "model": parallel, "optimizer": optimizer.state_dict()},
        "ambiguous": {"student": few, "teacher": few},
    }
    return {name: base64.b64encode(saved(value)).decode() for name, value in values.items()}


def saved(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def main():
    resnet = {"features": 9, "channels": 2, "blocks": [1, 1], "embedding": 3}
    ecapa = {"features": 3, "channels": 8, "pooled": 2, "embedding": 3, "context": True}
    known = reference(
        "foreign-weights.py",
        safetensors=safetensors.__version__,
        resnet=case(importlib.import_module("resnet").ResNet(**resnet), resnet, 14),
        ecapa=case(importlib.import_module("ecapa-tdnn").Ecapa(**ecapa), ecapa, 14),
        torch=torch_files(importlib.import_module("resnet").ResNet(**resnet), resnet),
    )
    OUT.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
