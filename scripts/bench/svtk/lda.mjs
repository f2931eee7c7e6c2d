import { compiled } from './compiled.mjs';
import { labelledNoise } from './labelled-noise.mjs';

/** Training of linear discriminant analysis. The answer is the mean size of 1,000 cosines after it. */
export async function open({ dimension, ...size }) {
  const { estimateLda } = compiled('backends/lda');
  const { cosineScorer } = compiled('backends/cosine');
  const { vectors, names } = labelledNoise(size);
  let map;
  return {
    answer() {
      const pairs = Int32Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? at / 2 : 1000 + ((at * 7) % 1000)));
      const some = { rows: 2000, columns: size.columns, data: vectors.data.slice(0, 2000 * size.columns) };
      const scores = cosineScorer(map).scoreTrials(some, some, pairs);
      return [scores.length, scores.reduce((sum, score) => sum + Math.abs(score), 0) / scores.length];
    },
    run() {
      map = estimateLda(vectors, names, dimension);
    },
  };
}
