"""Numbers of Kaldi's LDA and PLDA, for test/backends/plda.test.ts.

    python scripts/references/plda.py --kaldi DIR --commit HASH > test/references/plda.json

DIR holds Kaldi's programs (src/ivectorbin and src/bin). The chain is egs/voxceleb/v2/run.sh, stages 10 and 11, on
embeddings drawn here: 40 speakers of 2 to 7 utterances in 8 dimensions. Kaldi reads and writes single precision.
"""

import argparse
import base64
import json
import os
import subprocess
import tempfile

import numpy as np

DIMENSION = 8


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kaldi", required=True, help="folder with ivectorbin/ and bin/")
    parser.add_argument("--commit", required=True, help="commit of the Kaldi sources")
    return parser.parse_args()


def draw(random, speakers, between, within, offset):
    vectors, names = [], []
    for speaker in range(speakers):
        centre = offset + between @ random.standard_normal(DIMENSION)
        for _ in range(2 + speaker % 6):
            vectors.append(centre + within @ random.standard_normal(DIMENSION))
            names.append(f"s{speaker:02d}")
    return np.round(np.array(vectors), 4), names


def write_ark(path, keys, vectors):
    with open(path, "w") as file:
        for key, vector in zip(keys, vectors):
            file.write(f"{key}  [ {' '.join(repr(float(x)) for x in vector)} ]\n")


def write_lists(folder, name, utterances, speakers):
    groups = {}
    with open(f"{folder}/{name}.utt2spk", "w") as file:
        for utterance, speaker in zip(utterances, speakers):
            file.write(f"{utterance} {speaker}\n")
            groups.setdefault(speaker, []).append(utterance)
    with open(f"{folder}/{name}.spk2utt", "w") as file:
        for speaker, members in groups.items():
            file.write(f"{speaker} {' '.join(members)}\n")


def numbers_in(text):
    return [float(word) for word in text.replace("[", " ").replace("]", " ").split() if not word.startswith("<")]


def main():
    args = arguments()
    bins = f"{args.kaldi}/ivectorbin"
    env = dict(os.environ, PATH=f"{bins}:{args.kaldi}/bin:{os.environ['PATH']}")
    random = np.random.default_rng(7)
    between = random.standard_normal((DIMENSION, DIMENSION))
    within = 0.7 * random.standard_normal((DIMENSION, DIMENSION))
    offset = random.standard_normal(DIMENSION)
    train, train_speakers = draw(random, 40, between, within, offset)
    evaluation, evaluation_speakers = draw(random, 6, between, within, offset)
    train_names = [f"t{row:03d}" for row in range(len(train))]
    evaluation_names = [f"e{row:03d}" for row in range(len(evaluation))]

    with tempfile.TemporaryDirectory() as folder:

        def run(command):
            return subprocess.run(
                ["bash", "-c", f"set -e -o pipefail; cd {folder}; {command}"],
                env=env, check=True, capture_output=True, text=True,
            ).stdout

        write_ark(f"{folder}/train.ark", train_names, train)
        write_ark(f"{folder}/eval.ark", evaluation_names, evaluation)
        write_lists(folder, "train", train_names, train_speakers)
        write_lists(folder, "eval", evaluation_names, evaluation_speakers)
        models = list(dict.fromkeys(evaluation_speakers))
        with open(f"{folder}/trials", "w") as file:
            for model in models:
                for utterance in evaluation_names:
                    file.write(f"{model} {utterance}\n")
        run("ivector-mean ark:train.ark mean.vec")
        run("ivector-mean ark:eval.spk2utt ark:eval.ark ark,t:models.ark ark,t:num_utts")

        cases = []
        for lda in [None, 5]:
            transform = ""
            lda_rows = None
            if lda is not None:
                run(f"ivector-compute-lda --total-covariance-factor=0.0 --dim={lda} --binary=false "
                    "'ark:ivector-subtract-global-mean ark:train.ark ark:- |' ark:train.utt2spk lda.mat")
                transform = "| transform-vec lda.mat ark:- ark:-"
                lda_rows = np.array(numbers_in(open(f"{folder}/lda.mat").read())).reshape(lda, DIMENSION + 1)
            chain = (lambda name: f"'ark:ivector-subtract-global-mean mean.vec ark:{name}.ark ark:- {transform} "
                     "| ivector-normalize-length ark:- ark:- |'")
            run(f"ivector-compute-plda ark:train.spk2utt {chain('train')} plda")
            text = run("ivector-copy-plda --smoothing=0.0 --binary=false plda -")
            files = {"plda": open(f"{folder}/plda", "rb").read(), "plda.txt": text.encode(),
                     "mean.vec": open(f"{folder}/mean.vec", "rb").read()}
            if lda is not None:
                files["transform.txt"] = open(f"{folder}/lda.mat", "rb").read()
                run(f"ivector-compute-lda --total-covariance-factor=0.0 --dim={lda} "
                    "'ark:ivector-subtract-global-mean ark:train.ark ark:- |' ark:train.utt2spk transform.mat")
                files["transform.mat"] = open(f"{folder}/transform.mat", "rb").read()
            size = lda or DIMENSION
            values = numbers_in(text)
            scores = {}
            for rule, options in {
                "kaldi": "--normalize-length=true",
                "simple": "--normalize-length=true --simple-length-normalization=true",
                "none": "--normalize-length=false",
            }.items():
                run(f"ivector-plda-scoring {options} --num-utts=ark:num_utts plda "
                    f"{chain('models')} {chain('eval')} trials scores")
                scores[rule] = [float(line.split()[2]) for line in open(f"{folder}/scores")]
            cases.append({
                "lda": lda,
                "ldaMatrix": None if lda_rows is None else lda_rows.tolist(),
                "mean": values[:size],
                "between": values[size + size * size:],
                "scores": scores,
                "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            })

    print(json.dumps({
        "tool": "kaldi-asr/kaldi ivector-compute-lda, ivector-compute-plda, ivector-plda-scoring",
        "version": args.commit,
        "script": "scripts/references/plda.py",
        "train": {"vectors": train.tolist(), "speakers": train_speakers},
        "evaluation": {"vectors": evaluation.tolist(), "speakers": evaluation_speakers},
        "cases": cases,
    }))


if __name__ == "__main__":
    main()
