"""Makes test/references/foreign-weights.json: small networks of wespeaker's layout as state dicts in safetensors files, with what a
checkpoint of its training holds beside them, and their embeddings of one input.

    pip install torch safetensors
    python scripts/references/foreign-weights.py
"""
import base64
import importlib
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


def main():
    resnet = {"features": 9, "channels": 2, "blocks": [1, 1], "embedding": 3}
    ecapa = {"features": 3, "channels": 8, "pooled": 2, "embedding": 3, "context": True}
    known = reference(
        "foreign-weights.py",
        safetensors=safetensors.__version__,
        resnet=case(importlib.import_module("resnet").ResNet(**resnet), resnet, 14),
        ecapa=case(importlib.import_module("ecapa-tdnn").Ecapa(**ecapa), ecapa, 14),
    )
    OUT.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
