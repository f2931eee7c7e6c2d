import type { PairedSets, Scorer } from './backend';

/** A scorer of what is known of pairs alone; all pairs are a list of them. */
export function pairwise(score: (sets: PairedSets) => Float64Array): Scorer {
  return {
    scoreTrials: (enroll, test, pairs) => score({ enroll, test, pairs }),
    scoreAll(enroll, test) {
      const pairs = Int32Array.from({ length: 2 * enroll.rows * test.rows }, (_, at) => {
        const pair = at >> 1;
        return at % 2 === 0 ? Math.floor(pair / test.rows) : pair % test.rows;
      });
      return score({ enroll, test, pairs });
    },
  };
}
