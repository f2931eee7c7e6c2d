import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { alignPart } from '../../src/ivectors/align-part';
import { Aligner, type Alignment } from '../../src/ivectors/alignment';
import type { Scatter } from '../../src/ivectors/component-update';
import { addFullSums, noFullSums } from '../../src/ivectors/full-sums';
import { LatentModel } from '../../src/ivectors/latent';
import { addLatentSums, type LatentSums, noLatentSums } from '../../src/ivectors/latent-sums';
import { maximise } from '../../src/ivectors/maximise';
import { objective } from '../../src/ivectors/objective';
import { meansOf, type TotalVariability } from '../../src/ivectors/total-variability';
import { utteranceSums } from '../../src/ivectors/utterance-sums';
import {
  candidates,
  frames,
  fulls,
  ivectors,
  largestError,
  least,
  model,
  objectives,
  size,
  starts,
} from './kaldi-case';

let alignment: Alignment;
let scatter: Scatter;

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
  const mixture = fulls[2]!;
  const aligner = new Aligner(mixture, { candidates, least });
  const sums = noFullSums(mixture.weights.length, mixture.dimension);
  alignment = alignPart(aligner, frames, (block, found) => addFullSums(aligner, block, found, sums));
  aligner.dispose();
  scatter = { means: mixture.means, first: sums.first, second: sums.second };
});

/** The E-step, `batch` utterances at a time. */
function expectation(start: TotalVariability, batch: number): LatentSums {
  const device = new LatentModel(start);
  const sums = noLatentSums(start);
  for (let first = 0; first + 1 < starts.length; first += batch) {
    const rows = starts.slice(first, first + batch + 1);
    addLatentSums(device, utteranceSums(frames, alignment, rows, meansOf(start)), sums);
  }
  device.dispose();
  return sums;
}

/** An axis of w may point either way; Kaldi's eigenvectors and ours need not agree on it. */
function aligned(found: TotalVariability, expected: TotalVariability): Float64Array {
  const turned = Float64Array.from(found.projections);
  for (let column = 0; column < size; column++) {
    let sum = 0;
    for (let at = column; at < turned.length; at += size) sum += turned[at]! * expected.projections[at]!;
    if (sum < 0) for (let at = column; at < turned.length; at += size) turned[at] = -turned[at]!;
  }
  return turned;
}

test.each([0, 1, 2])('an iteration of EM from Kaldi’s extractor %i gives Kaldi’s next one', async iteration => {
  const before = tf.memory().numTensors;
  const sums = expectation(model(iteration), 10);
  expect(objective(model(iteration), sums, scatter)).toBeCloseTo(objectives[iteration]!, 4);
  const { model: found, kept } = await maximise(model(iteration), sums, scatter, 2);
  const expected = model(iteration + 1);
  expect(kept).toBe(0);
  expect(found.offset / expected.offset).toBeCloseTo(1, 6);
  expect(largestError(aligned(found, expected), expected.projections)).toBeLessThan(5e-6);
  expect(largestError(found.precisions, expected.precisions)).toBeLessThan(5e-6);
  expect(tf.memory().numTensors).toBe(before);
});

test('latent.infer(sums) gives the i-vectors of ivector-extract', () => {
  const device = new LatentModel(model(3));
  const latent = device.infer(utteranceSums(frames, alignment, starts, meansOf(model(3))));
  expect(largestError(latent.means.dataSync(), ivectors.flat())).toBeLessThan(1e-5);
  tf.dispose([latent.means, latent.seconds, latent.gains]);
  device.dispose();
});

test('maximise(…, threads) gives the same bits with 1 thread and with 4', async () => {
  const sums = expectation(model(1), 36);
  const one = await maximise(model(1), sums, scatter, 1);
  const four = await maximise(model(1), sums, scatter, 4);
  expect(four.model.offset).toBe(one.model.offset);
  expect([...four.model.projections]).toEqual([...one.model.projections]);
  expect([...four.model.precisions]).toEqual([...one.model.precisions]);
});

test('ten iterations of EM raise the log likelihood each time', async () => {
  let current = model(0);
  const found: number[] = [];
  for (let iteration = 0; iteration < 10; iteration++) {
    const sums = expectation(current, 36);
    found.push(objective(current, sums, scatter));
    current = (await maximise(current, sums, scatter, 2)).model;
  }
  for (let at = 1; at < found.length; at++) expect(found[at]).toBeGreaterThan(found[at - 1]! - 1e-6);
});
