"""Files of embeddings as Kaldi and NumPy write them, for test/manifest/vectors.test.ts.

    python scripts/references/embedding-files.py --kaldi DIR --commit HASH > test/references/embedding-files.json

DIR holds Kaldi's bin/copy-vector. The files stand in the JSON as base64.
"""

import argparse
import base64
import io
import json
import subprocess
import tempfile

import numpy as np


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kaldi", required=True)
    parser.add_argument("--commit", required=True, help="commit of the Kaldi sources")
    args = parser.parse_args()
    ids = ["id10270/x6uYqmx31kE/00001.wav", "é-2", "c"]
    vectors = np.array([[1.5, -2.25, 1e-7], [3.0, 0.0, 65504.0], [-0.1, 2.0, 7.25]], dtype=np.float32)

    files = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/in.txt", "w") as file:
            for key, row in zip(ids, vectors):
                file.write(f"{key}  [ {' '.join(repr(float(x)) for x in row)} ]\n")
        copy = f"{args.kaldi}/bin/copy-vector"
        for name, target in {"single.ark": "ark,scp:single.ark,single.scp", "text.ark": "ark,t:text.ark"}.items():
            subprocess.run([copy, "ark:in.txt", target], cwd=folder, check=True, capture_output=True)
            files[name] = open(f"{folder}/{name}", "rb").read()
        files["single.scp"] = open(f"{folder}/single.scp", "rb").read()

    for name, array in {
        "single.npy": vectors, "double.npy": vectors.astype(np.float64), "one.npy": vectors[0],
        "fortran.npy": np.asfortranarray(vectors), "half.npy": vectors.astype(np.float16),
    }.items():
        buffer = io.BytesIO()
        np.save(buffer, array)
        files[name] = buffer.getvalue()
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, vectors, version=(2, 0))
    files["version2.npy"] = buffer.getvalue()

    print(json.dumps({
        "tool": f"kaldi-asr/kaldi copy-vector, numpy {np.__version__}",
        "version": args.commit,
        "script": "scripts/references/embedding-files.py",
        "ids": ids,
        "vectors": [[float(x) for x in row] for row in vectors],
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    }))


if __name__ == "__main__":
    main()
