"""Files of embeddings as Python's tools write them, for test/manifest/python-files.test.ts.

    pip install numpy torch speechbrain
    python scripts/references/python-files.py > test/references/python-files.json

The files stand in the JSON as base64.
"""

import base64
import importlib.metadata
import io
import json
import pickle
import tempfile
import warnings
import zipfile

import numpy as np
import torch
from speechbrain.processing.PLDA_LDA import StatObject_SB

warnings.filterwarnings("ignore")

ids = ["id10270/x6uYqmx31kE/00001", "é-2", "c"]
vectors = np.array([[1.5, -2.25, 1e-7], [3.0, 0.0, 65504.0], [-0.125, 2.0, 7.25]], dtype=np.float32)
# Numbers that half precision and bfloat16 have.
short = np.array([[1.5, -2.25, 0.125], [3.0, 0.0, 64.0], [-0.125, 2.0, 7.25]], dtype=np.float32)
named = dict(zip(ids, vectors))


def saved(write):
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def torch_saved(value, **options):
    return saved(lambda buffer: torch.save(value, buffer, **options))


def objects(values):
    array = np.empty(len(values), dtype="|O")
    array[:] = values
    return array


def stat_object(**options):
    rows = len(ids)
    stat = StatObject_SB(
        modelset=np.array(["s1", "s1", "s2"], dtype="|O"), segset=np.array(ids, dtype="|O"),
        start=np.array([None] * rows), stop=np.array([None] * rows),
        stat0=np.array([[1.0]] * rows), stat1=vectors.astype(np.float64), **options,
    )
    with tempfile.NamedTemporaryFile() as file:
        stat.save_stat_object(file.name)
        return open(file.name, "rb").read()


def main():
    tensors = {key: torch.tensor(row) for key, row in named.items()}
    matrix = torch.tensor(vectors)
    columns = torch.tensor(vectors.T.copy())
    files = {f"protocol{number}.pkl": pickle.dumps(named, protocol=number) for number in range(6)}
    files |= {
        "views.pkl": pickle.dumps({key: vectors[row] for row, key in enumerate(ids)}, protocol=5),
        "double.pkl": pickle.dumps({key: row.astype(np.float64)[None] for key, row in named.items()}),
        "lists.pkl": pickle.dumps({key: [float(x) for x in row] for key, row in named.items()}),
        "scalars.pkl": pickle.dumps({np.str_(key): row for key, row in named.items()}),
        "fortran.pkl": pickle.dumps({"ids": ids, "x": np.asfortranarray(vectors)}, protocol=4),
        "bigendian.pkl": pickle.dumps({key: row.astype(">f4") for key, row in named.items()}),
        "stat_obj.pkl": stat_object(),
        "tensors.pt": torch_saved(tensors),
        "views.pt": torch_saved({key: matrix[row] for row, key in enumerate(ids)}),
        "strided.pt": torch_saved({key: columns[:, row] for row, key in enumerate(ids)}),
        "batch.pt": torch_saved({key: tensor.double()[None, None] for key, tensor in tensors.items()}),
        "half.pt": torch_saved({key: torch.tensor(row).half() for key, row in zip(ids, short)}),
        "bfloat.pt": torch_saved({key: torch.tensor(row).bfloat16() for key, row in zip(ids, short)}),
        "numpy.pt": torch_saved(named),
        "parameters.pt": torch_saved({key: torch.nn.Parameter(tensor) for key, tensor in tensors.items()}),
        "vectors.npz": saved(lambda buffer: np.savez(buffer, **named)),
        "packed.npz": saved(lambda buffer: np.savez_compressed(buffer, **named)),
        # As sunine's NDA and DNF back-ends write them.
        "matrix.npz": saved(lambda buffer: np.savez(buffer, vectors=vectors, spker_label=["s1", "s1", "s2"], utt_label=ids)),
        "objects.npz": saved(lambda buffer: np.savez(buffer, vectors=vectors, label=np.array([0, 0, 1]), utt=objects(ids))),
    }
    one = {
        "one.pkl": pickle.dumps({"id": ids[:1], "x": vectors[:1]}),
        "one.npz": saved(lambda buffer: np.savez(buffer, vectors=vectors[:1], utt_label=ids[:1])),
        "single.npz": saved(lambda buffer: np.savez(buffer, **{ids[0]: vectors[0]})),
    }
    # Entries and directory as they are past 4 GiB.
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 1, 1
    files["zip64.npz"] = saved(lambda buffer: np.savez_compressed(buffer, **named))
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    refused = {
        "legacy.pt": torch_saved(tensors, _use_new_zipfile_serialization=False),
        "tensors.pkl": pickle.dumps(tensors),
        "script.pt": saved(lambda buffer: torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), buffer)),
        "module.pt": torch_saved(torch.nn.Linear(2, 1)),
        "integers.pkl": pickle.dumps({"a": np.array([1, 2])}),
        "expanded.pt": torch_saved({"a": torch.ones(1).expand(1000)}),
        "nested.pkl": pickle.dumps({"a": {"b": vectors[0]}}),
        "array.pkl": pickle.dumps(vectors),
        "labels.npz": saved(lambda buffer: np.savez(buffer, vectors=vectors, label=["s1", "s1", "s2"])),
        "tuples.pkl": pickle.dumps({("a", 1): vectors[0]}),
    }
    print(json.dumps({
        "tool": f"numpy {np.__version__}, torch {torch.__version__}, Python's pickle, SpeechBrain's StatObject_SB",
        "version": f"speechbrain {importlib.metadata.version('speechbrain')}",
        "script": "scripts/references/python-files.py",
        "ids": ids,
        "vectors": vectors.astype(float).tolist(),
        "short": short.astype(float).tolist(),
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
        "one": {name: base64.b64encode(data).decode() for name, data in one.items()},
        "refused": {name: base64.b64encode(data).decode() for name, data in refused.items()},
    }))


if __name__ == "__main__":
    main()
