"""Numbers of Kaldi's i-vectors, for test/ivectors and test/features/kaldi-frames.test.ts.

    python scripts/references/ivector.py --kaldi DIR --commit HASH

DIR holds Kaldi's programs (src/gmmbin, fgmmbin, ivectorbin and featbin). The chain is egs/sre08/v1/sid/train_diag_ubm.sh, train_full_ubm.sh,
train_ivector_extractor.sh and extract_ivectors.sh on frames drawn here: 36 utterances of 60 frames in 4 dimensions, 8 components, i-vectors of
3 values. Kaldi reads and writes single precision. One step of EM is scikit-learn's too, in double precision.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

ROOT = pathlib.Path(__file__).parents[2]
UTTERANCES, FRAMES, DIMENSION, COMPONENTS, SIZE = 36, 60, 4, 8, 3
CANDIDATES, LEAST = 5, 0.025


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kaldi", required=True, help="folder with gmmbin/, fgmmbin/, ivectorbin/ and featbin/")
    parser.add_argument("--commit", required=True, help="commit of the Kaldi sources")
    return parser.parse_args()


def draw(random):
    """Frames of a mixture whose means move with each utterance, in three decimals."""
    means = 2.5 * random.standard_normal((COMPONENTS, DIMENSION))
    mixing = 0.6 * random.standard_normal((COMPONENTS, DIMENSION, DIMENSION)) + np.eye(DIMENSION)
    moves = 0.8 * random.standard_normal((COMPONENTS, DIMENSION, SIZE))
    utterances = []
    for _ in range(UTTERANCES):
        latent = random.standard_normal(SIZE)
        chosen = random.integers(COMPONENTS, size=FRAMES)
        noise = random.standard_normal((FRAMES, DIMENSION))
        frames = [means[c] + moves[c] @ latent + mixing[c] @ e for c, e in zip(chosen, noise)]
        utterances.append(np.round(np.array(frames), 3))
    return utterances


def write_ark(path, utterances):
    with open(path, "w") as file:
        for number, frames in enumerate(utterances):
            rows = "\n".join(" ".join(repr(float(x)) for x in row) for row in frames)
            file.write(f"u{number:02d}  [\n{rows} ]\n")


def numbers_in(text):
    return [float(word) for word in text.replace("[", " ").replace("]", " ").split() if not word.startswith("<")]


def section(text, start, end):
    return numbers_in(text.split(start, 1)[1].split(end, 1)[0])


def lower(values, size):
    full = np.zeros((size, size))
    full[np.tril_indices(size)] = values
    return full + np.tril(full, -1).T


def diagonal(text):
    variances = 1 / np.array(section(text, "<INV_VARS>", "</DiagGMM>")).reshape(-1, DIMENSION)
    means = np.array(section(text, "<MEANS_INVVARS>", "<INV_VARS>")).reshape(-1, DIMENSION) * variances
    weights = section(text, "<WEIGHTS>", "<MEANS_INVVARS>")
    return {"weights": weights, "means": means.ravel().tolist(), "variances": variances.ravel().tolist()}


def full(text):
    weights = section(text, "<WEIGHTS>", "<MEANS_INVCOVARS>")
    packed = np.array(section(text, "<INV_COVARS>", "</FullGMM>")).reshape(len(weights), -1)
    covariances = np.array([np.linalg.inv(lower(row, DIMENSION)) for row in packed])
    scaled = np.array(section(text, "<MEANS_INVCOVARS>", "<INV_COVARS>")).reshape(-1, DIMENSION)
    means = np.einsum("cij,cj->ci", covariances, scaled)
    return {"weights": weights, "means": means.ravel().tolist(), "covariances": covariances.ravel().tolist()}


def extractor(text):
    weights = section(text, "<w_vec>", "<M>")
    projections = section(text, "<M>", "<SigmaInv>")[1:]  # after the number of components
    packed = np.array(section(text, "<SigmaInv>", "<IvectorOffset>")).reshape(len(weights), -1)
    precisions = np.array([lower(row, DIMENSION) for row in packed])
    return {
        "weights": weights,
        "projections": projections,
        "precisions": precisions.ravel().tolist(),
        "offset": section(text, "<IvectorOffset>", "</IvectorExtractor>")[0],
    }


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value


def learn_step(start, frames):
    """scikit-learn's step from the same mixture, with no floor on variances."""
    mixture = GaussianMixture(
        COMPONENTS, covariance_type="diag", max_iter=1, reg_covar=0, init_params="random",
        weights_init=np.array(start["weights"]) / sum(start["weights"]),
        means_init=np.array(start["means"]).reshape(-1, DIMENSION),
        precisions_init=1 / np.array(start["variances"]).reshape(-1, DIMENSION),
    )
    mixture.fit(frames)
    return {
        "weights": mixture.weights_.tolist(),
        "means": mixture.means_.ravel().tolist(),
        "variances": mixture.covariances_.ravel().tolist(),
    }


def main():
    args = arguments()
    folders = ["gmmbin", "fgmmbin", "ivectorbin", "featbin"]
    env = dict(os.environ, PATH=":".join([f"{args.kaldi}/{name}" for name in folders] + [os.environ["PATH"]]))
    random = np.random.default_rng(11)
    utterances = draw(random)
    with tempfile.TemporaryDirectory() as folder:

        def run(command):
            done = subprocess.run(
                ["bash", "-c", f"set -e -o pipefail; cd {folder}; {command}"], env=env, capture_output=True, text=True,
            )
            if done.returncode != 0:
                raise SystemExit(f"{command}\n{done.stderr}")
            return done.stdout + done.stderr

        def text_of(program, model):
            run(f"{program} --binary=false {model} {model}.txt")
            return pathlib.Path(folder, f"{model}.txt").read_text()

        write_ark(f"{folder}/feats.ark", utterances)
        run(f"gmm-global-init-from-feats --num-gauss={COMPONENTS} --num-gauss-init={COMPONENTS} --num-iters=2 ark:feats.ark 0.dubm")
        diagonals = [diagonal(text_of("gmm-global-copy", "0.dubm"))]
        for step in range(2):
            run(f"gmm-global-acc-stats {step}.dubm ark:feats.ark {step}.acc")
            run(f"gmm-global-est --remove-low-count-gaussians=false --min-gaussian-weight=0.0001 {step}.dubm {step}.acc {step + 1}.dubm")
            diagonals.append(diagonal(text_of("gmm-global-copy", f"{step + 1}.dubm")))
        run("gmm-global-to-fgmm 2.dubm 0.ubm")
        fulls = [full(text_of("fgmm-global-copy", "0.ubm"))]
        likelihoods = []
        for step in range(2):
            run(f"gmm-gselect --n={CANDIDATES} 'fgmm-global-to-gmm {step}.ubm - |' ark:feats.ark ark:{step}.gselect")
            said = run(f"fgmm-global-acc-stats --gselect=ark:{step}.gselect {step}.ubm ark:feats.ark {step}.acc")
            likelihoods.append(float(said.split("likelihood per frame = ")[1].split()[0]))
            run(f"fgmm-global-est --remove-low-count-gaussians=false --min-gaussian-weight=0.0001 {step}.ubm {step}.acc {step + 1}.ubm")
            fulls.append(full(text_of("fgmm-global-copy", f"{step + 1}.ubm")))
        run(f"gmm-gselect --n={CANDIDATES} 'fgmm-global-to-gmm 2.ubm - |' ark:feats.ark ark:gselect")
        run(f"fgmm-global-gselect-to-post --min-post={LEAST} 2.ubm ark:feats.ark ark:gselect ark,t:post.txt")
        run(f"ivector-extractor-init --ivector-dim={SIZE} --use-weights=false 2.ubm 0.ie")
        extractors = [extractor(text_of("ivector-extractor-copy", "0.ie"))]
        objectives = []
        for step in range(3):
            said = run(f"ivector-extractor-acc-stats --compute-auxf=true {step}.ie ark:feats.ark ark:post.txt {step}.acc")
            said += run(f"ivector-extractor-est {step}.ie {step}.acc {step + 1}.ie")
            objectives.append(float(said.split("auxf/frame on training data was ")[1].split()[0]))
            extractors.append(extractor(text_of("ivector-extractor-copy", f"{step + 1}.ie")))
        run("ivector-extract 3.ie ark:feats.ark ark:post.txt ark,t:ivectors.txt")
        ivectors = [numbers_in(line.split(" ", 1)[1]) for line in open(f"{folder}/ivectors.txt")]
        pairs = []
        for frame in open(f"{folder}/post.txt").readline().split(" ", 1)[1].split("]")[:-1]:
            words = frame.replace("[", " ").split()
            pairs.append([[int(c), float(p)] for c, p in zip(words[::2], words[1::2])])

        # Frames of a recording of one utterance after the other, its first value a log energy that rises and falls.
        energy = np.abs(np.sin(np.arange(130) / 9)) * 8 + 5
        plain = np.round(np.column_stack([energy, np.vstack(utterances[:3])[:130, :2]]), 3)
        write_ark(f"{folder}/plain.ark", [plain])
        run("add-deltas --delta-window=3 --delta-order=2 ark:plain.ark ark,t:deltas.txt")
        run("apply-cmvn-sliding --norm-vars=false --center=true --min-cmn-window=10 --cmn-window=50 ark:deltas.txt ark,t:sliding.txt")
        run("apply-cmvn-sliding --norm-vars=false --center=true --cmn-window=300 ark:deltas.txt ark,t:short.txt")
        run("compute-vad --vad-energy-threshold=5.5 --vad-energy-mean-scale=0.5 ark:plain.ark ark,t:vad.txt")
        run("compute-vad --vad-energy-threshold=5.5 --vad-energy-mean-scale=0.5 --vad-frames-context=2 "
            "--vad-proportion-threshold=0.12 ark:plain.ark ark,t:wide.txt")
        values = {name: numbers_in(open(f"{folder}/{name}.txt").read().split(" ", 1)[1])
                  for name in ["deltas", "sliding", "short", "vad", "wide"]}

    about = {
        "tool": "kaldi-asr/kaldi gmm-global-*, fgmm-global-*, ivector-extractor-*, ivector-extract, add-deltas, apply-cmvn-sliding, compute-vad",
        "version": args.commit,
        "script": "scripts/references/ivector.py",
    }
    write("ivector", {
        **about,
        "learn": sklearn.__version__,
        "dimension": DIMENSION,
        "size": SIZE,
        "candidates": CANDIDATES,
        "least": LEAST,
        "utterances": [frames.ravel().tolist() for frames in utterances],
        "diagonals": rounded(diagonals),
        "learnStep": rounded(learn_step(diagonals[0], np.vstack(utterances))),
        "fulls": rounded(fulls),
        "likelihoods": likelihoods,
        "posteriors": rounded(pairs),
        "extractors": rounded(extractors),
        "objectives": objectives,
        "ivectors": ivectors,
    })
    write("kaldi-frames", {**about, "columns": 3, "plain": plain.ravel().tolist(), **rounded(values)})


def write(name, content):
    (ROOT / f"test/references/{name}.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    main()
