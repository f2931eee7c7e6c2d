// What `npm run bench` measures. Every contender of a task does the same work, and proves it by the same answer.

/**
 * name      what --only takes, whole or its beginning
 * work      the module of svtk/ and of peers/ that does it; `size` is handed to both
 * peers     names that peers/ knows
 * items     utterances in one run, where the task has such
 * goal      { ratio }: peer seconds / svtk seconds against the fastest peer, or against the one named `beside`; { seconds }: of svtk
 * cold      runs of minutes: the first one counts too, and two rounds are enough
 */
export function tasksFor(threads, quick) {
  // wespeaker's PLDA takes minutes: a tenth shows that all works.
  const many = quick ? { rows: 20_000, columns: 256, speakers: 600 } : { rows: 200_000, columns: 256, speakers: 5994 };
  return [
    ...[8, 32].flatMap(batch =>
      ['fp32', 'bf16'].map(precision => ({
        name: `train-${batch}-${precision}`,
        work: 'training',
        size: { batch, precision, threads },
        peers: ['eager', 'compile'],
        items: batch,
        goal: { ratio: 1 },
      })),
    ),
    ...['network', 'utterance'].flatMap(from =>
      [2, 8].flatMap(seconds =>
        ['fp32', 'bf16'].map(precision => ({
          name: `embed-${from}-${seconds}s-${precision}`,
          work: 'embedding',
          size: { from, seconds, precision, threads },
          peers: precision === 'fp32' ? ['onnxruntime', 'torch'] : ['torch'],
          items: 1,
          goal: { ratio: 1 },
        })),
      ),
    ),
    ...[...new Set([1, threads])].map(count => ({
      name: `fbank-2s-${count}-thread${count === 1 ? '' : 's'}`,
      work: 'fbank',
      size: { seconds: 2, threads: count },
      peers: ['kaldi-native-fbank', 'torchaudio'],
      items: 1,
      goal: { ratio: 1 },
    })),
    {
      name: 'cosine-1000000',
      work: 'cosine',
      size: { rows: 5000, columns: 256, trials: 1_000_000, threads },
      peers: ['numpy'],
      goal: { seconds: 1 },
    },
    ...['vectors', 'files'].map(from => ({
      name: `as-norm-37611${from === 'files' ? '-files' : ''}`,
      work: 'as-norm',
      size: { from, rows: 4708, cohort: 6000, columns: 256, trials: 37_611, top: 300, threads },
      peers: from === 'files' ? ['wespeaker'] : ['wespeaker', 'numpy'],
      goal: { ratio: 5, beside: 'wespeaker' },
    })),
    {
      name: `plda-${many.rows}`,
      work: 'plda',
      size: { ...many, iterations: 10, threads },
      peers: ['wespeaker'],
      goal: { ratio: 5 },
      cold: true,
    },
    {
      name: `lda-${many.rows}`,
      work: 'lda',
      size: { ...many, dimension: 200, threads },
      peers: ['scikit-learn'],
      goal: { ratio: 1 },
      cold: true,
    },
    { name: 'eer-600000', work: 'eer', size: { trials: 600_000, threads }, peers: ['numpy'], goal: { seconds: 1 } },
  ];
}
