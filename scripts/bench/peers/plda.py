"""Training of wespeaker's two-covariance PLDA, with mean subtraction and length normalisation, from embeddings in memory."""

import numpy as np
from labelled_noise import labelled_noise
from wespeaker_code import wespeaker_module, wespeaker_version


def open_peer(peer, size):
    module = wespeaker_module("wespeaker.utils.plda.two_cov_plda")
    vectors, speaker_of = labelled_noise(size["rows"], size["columns"], size["speakers"])
    order = np.argsort(speaker_of, kind="stable")
    # Its constructor reads files; what it would have read is there already.
    groups = np.split(order, np.flatnonzero(np.diff(speaker_of[order])) + 1)
    module.get_data_for_plda = lambda *_: (vectors, {speaker: vectors[rows] for speaker, rows in enumerate(groups)})
    trained = None

    def run():
        nonlocal trained
        options = {"embed_dim": size["columns"], "subtract_train_set_mean": True, "normalize_length": True}
        trained = module.TwoCovPLDA(scp_file="in memory", utt2spk_file="in memory", **options)
        trained.train(size["iterations"])

    def answer():
        offsets = module.norm_embeddings(vectors[:2000] - vectors.mean(0))
        places = [trained.transform_embedding(row) for row in offsets]
        scores = [
            trained.log_likelihood_ratio(places[row], places[1000 + (2 * row + 1) * 7 % 1000], 1) for row in range(1000)
        ]
        return [len(scores), float(np.abs(scores).mean())]

    return wespeaker_version(), answer, run
