"""Linear discriminant analysis by scikit-learn's solver of the generalised eigenvalue problem."""

import numpy as np
from labelled_noise import labelled_noise


def open_peer(peer, size):
    import sklearn
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    vectors, speaker_of = labelled_noise(size["rows"], size["columns"], size["speakers"])
    lda = LinearDiscriminantAnalysis(solver="eigen", n_components=size["dimension"])

    def answer():
        # Its transform does not take the mean off, which a cosine needs.
        places = (vectors[:2000] - vectors.mean(0, dtype=np.float64)) @ lda.scalings_[:, : size["dimension"]]
        units = places / np.linalg.norm(places, axis=1, keepdims=True)
        tests = 1000 + (2 * np.arange(1000) + 1) * 7 % 1000
        scores = np.einsum("ij,ij->i", units[:1000], units[tests])
        return [len(scores), float(np.abs(scores).mean())]

    return f"scikit-learn {sklearn.__version__}", answer, lambda: lda.fit(vectors.astype(np.float64), speaker_of)
