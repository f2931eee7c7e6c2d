import { compiled } from './compiled.mjs';
import { noise } from './noise.mjs';

/** The equal error rate of scored trials, one in ten of them a target. */
export async function open({ trials }) {
  const { equalErrorRate } = compiled('metrics/eer');
  const { evidenceOf } = compiled('metrics/evidence');
  const targets = Uint8Array.from({ length: trials }, (_, row) => (row % 10 === 0 ? 1 : 0));
  const scores = Float64Array.from(targets, (target, row) => noise(row) + 0.8 * target);
  const run = () => equalErrorRate(evidenceOf({ scores, targets })).rate;
  return { answer: [run()], run };
}
