"""Writes test/references/safetensors.json with the Python package safetensors: python3 scripts/references/safetensors-files.py

Needs: pip install safetensors numpy
"""

import base64
import json
import pathlib
import struct

import numpy
import safetensors
from safetensors import numpy as codec

random = numpy.random.default_rng(7)
tensors = {
    "layer1.0.conv1.weight": random.standard_normal((4, 3, 3, 2)).astype(numpy.float32),
    "mean": random.standard_normal(5),
    "steps": numpy.array([2**40 + 1, -3], dtype=numpy.int64),
    "labels": numpy.array([[1, -2], [3, 4]], dtype=numpy.int32),
    "mask": numpy.array([0, 1, 255], dtype=numpy.uint8),
    "empty": numpy.zeros((0, 3), dtype=numpy.float32),
    "größe": numpy.array(1.5, dtype=numpy.float32),
}
metadata = {"format": "svtk", "step": "123"}
files = {"mixed": codec.save(tensors, metadata=metadata), "no metadata": codec.save(tensors)}

# numpy has no bfloat16: the file is put together by hand and read back by the package, which checks it.
halves = [0x3F80, 0xC020, 0x7F80, 0x0001, 0x8000]
header = json.dumps({"b": {"dtype": "BF16", "shape": [5], "data_offsets": [0, 10]}}).encode()
header += b" " * (-len(header) % 8)
files["bfloat16"] = struct.pack("<Q", len(header)) + header + struct.pack("<5H", *halves)
assert safetensors.deserialize(files["bfloat16"])[0][1]["dtype"] == "BF16"
files["half"] = codec.save({"h": numpy.array([1.5, -2.25, 6e-8, 65504, numpy.inf, -0.0], dtype=numpy.float16)})

reference = {
    "tool": "safetensors",
    "version": safetensors.__version__,
    "script": "scripts/references/safetensors-files.py",
    "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    "metadata": metadata,
    "tensors": {
        name: {
            "type": str(value.dtype),
            "shape": list(value.shape),
            "values": [str(x) for x in value.ravel()] if value.dtype == numpy.int64 else [float(x) for x in value.ravel()],
        }
        for name, value in tensors.items()
    },
    "bfloat16": [struct.unpack("<f", struct.pack("<I", half << 16))[0] if half != 0x7F80 else "Infinity" for half in halves],
}
path = pathlib.Path(__file__).parents[2] / "test/references/safetensors.json"
path.write_text(json.dumps(reference, indent=1, ensure_ascii=False) + "\n")
