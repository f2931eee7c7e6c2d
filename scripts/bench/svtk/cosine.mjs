import { compiled } from './compiled.mjs';
import { noise } from './noise.mjs';

/** Cosine scores of trials over a set of embeddings. */
export async function open({ rows, columns, trials }) {
  const { cosine } = compiled('backends/index').backends;
  const data = Float32Array.from({ length: rows * columns }, (_, index) => noise(index) - 0.5);
  const pairs = Int32Array.from({ length: 2 * trials }, (_, index) => Math.floor(noise(index) * rows));
  const vectors = { rows, columns, data };
  const scorer = cosine.build({ centre: false }).fit(vectors, []);
  const run = () => scorer.scoreTrials(vectors, vectors, pairs);
  const scores = run();
  return { answer: [scores.length, scores.reduce((sum, score) => sum + Math.abs(score), 0) / trials], run };
}
