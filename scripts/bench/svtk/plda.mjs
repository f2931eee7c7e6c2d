import { compiled } from './compiled.mjs';
import { labelledNoise } from './labelled-noise.mjs';

/** Training of PLDA with length normalisation, from embeddings to a scorer. The answer is the mean size of 1,000 scores. */
export async function open({ iterations, ...size }) {
  const { plda } = compiled('backends/index').backends;
  const { vectors, names } = labelledNoise(size);
  const backend = plda.build(plda.options.parse({ iterations, length_norm: 'simple' }));
  let scorer;
  return {
    answer() {
      const pairs = Int32Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? at / 2 : 1000 + ((at * 7) % 1000)));
      const some = { rows: 2000, columns: size.columns, data: vectors.data.slice(0, 2000 * size.columns) };
      const scores = scorer.scoreTrials(some, some, pairs);
      return [scores.length, scores.reduce((sum, score) => sum + Math.abs(score), 0) / scores.length];
    },
    run() {
      scorer = backend.fit(vectors, names);
    },
  };
}
