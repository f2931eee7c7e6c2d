import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { alignPart } from '../../src/ivectors/align-part';
import { Aligner } from '../../src/ivectors/alignment';
import { addDiagonalSums, noDiagonalSums } from '../../src/ivectors/diagonal-sums';
import { updateDiagonal } from '../../src/ivectors/diagonal-update';
import { addFullSums, noFullSums } from '../../src/ivectors/full-sums';
import { updateFull } from '../../src/ivectors/full-update';
import { fullOf } from '../../src/ivectors/mixture';
import {
  candidates,
  diagonals,
  frames,
  fulls,
  largestError,
  learnStep,
  least,
  likelihoods,
  posteriors,
} from './kaldi-case';

beforeAll(() => startEngine({ device: 'cpu' }));

function diagonalStep(step: number) {
  const start = diagonals[step]!;
  const sums = noDiagonalSums(start);
  addDiagonalSums(start, frames, sums);
  return { sums, mixture: updateDiagonal(start, sums) };
}

test.each([0, 1])('a diagonal iteration of EM from Kaldi’s mixture %i gives Kaldi’s next one', step => {
  const before = tf.memory().numTensors;
  const { mixture } = diagonalStep(step);
  const expected = diagonals[step + 1]!;
  expect(largestError(mixture.weights, expected.weights)).toBeLessThan(1e-5);
  expect(largestError(mixture.means, expected.means)).toBeLessThan(1e-5);
  expect(largestError(mixture.variances, expected.variances)).toBeLessThan(1e-5);
  expect(tf.memory().numTensors).toBe(before);
});

test('a diagonal iteration of EM gives scikit-learn’s, which is in double precision', () => {
  const { mixture } = diagonalStep(0);
  expect(largestError(mixture.weights, learnStep.weights)).toBeLessThan(2e-6);
  expect(largestError(mixture.means, learnStep.means)).toBeLessThan(2e-6);
  expect(largestError(mixture.variances, learnStep.variances)).toBeLessThan(2e-6);
});

test('fullOf(mixture) is the mixture that gmm-global-to-fgmm makes', () => {
  const made = fullOf(diagonals[2]!);
  expect(largestError(made.covariances, fulls[0]!.covariances)).toBeLessThan(1e-6);
  expect(largestError(made.means, fulls[0]!.means)).toBeLessThan(1e-6);
});

test.each([0, 1])(
  'a full iteration of EM with five candidates from Kaldi’s mixture %i gives Kaldi’s next one',
  step => {
    const before = tf.memory().numTensors;
    const start = fulls[step]!;
    const sums = noFullSums(start.weights.length, start.dimension);
    const aligner = new Aligner(start, { candidates, least: 0 });
    alignPart(aligner, frames, (block, alignment) => addFullSums(aligner, block, alignment, sums));
    aligner.dispose();
    const mixture = updateFull(start, sums);
    const expected = fulls[step + 1]!;
    expect(largestError(mixture.weights, expected.weights)).toBeLessThan(1e-5);
    expect(largestError(mixture.means, expected.means)).toBeLessThan(1e-5);
    expect(largestError(mixture.covariances, expected.covariances)).toBeLessThan(1e-5);
    expect(sums.logLikelihood / sums.frames).toBeCloseTo(likelihoods[step]!, 4);
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('aligner.align(frames) gives the posteriors of fgmm-global-gselect-to-post, small ones dropped', () => {
  const aligner = new Aligner(fulls[2]!, { candidates, least });
  const { starts, components, posteriors: found } = aligner.align(frames);
  aligner.dispose();
  posteriors.forEach((pairs, row) => {
    const [from, to] = [starts[row]!, starts[row + 1]!];
    const order = Array.from({ length: to - from }, (_, at) => from + at).sort(
      (a, b) => components[a]! - components[b]!,
    );
    const sorted = [...pairs].sort(([a = 0], [b = 0]) => a - b);
    expect(order.map(at => components[at])).toEqual(sorted.map(([component]) => component));
    order.forEach((at, place) => {
      expect(found[at]).toBeCloseTo(sorted[place]![1]!, 5);
    });
  });
});
