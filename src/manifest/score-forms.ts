/**
 * How score files are written: `labelled` is `enroll test score`, with target or nontarget behind it where the trials say which; `kaldi` is three words
 * always, which Kaldi's scripts split a line into (egs/voxceleb/v1/local/prepare_for_eer.py, sid/compute_min_dcf.py).
 */
export const scoreForms = ['labelled', 'kaldi'] as const;
export type ScoreFileForm = (typeof scoreForms)[number];
