import { withDeltas } from '../../src/features/deltas';
import { keepFrames, voicedFrames } from '../../src/features/energy-vad';
import { subtractSlidingMean } from '../../src/features/sliding-mean';
import reference from '../references/kaldi-frames.json';

const { columns } = reference;
const plain = { rows: reference.plain.length / columns, columns, data: Float32Array.from(reference.plain) };
const deltas = withDeltas(plain, { order: 2, window: 3 });

function expectNear(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(2e-5);
  });
}

test('withDeltas(frames, { order: 2, window: 3 }) gives add-deltas’s slopes', () => {
  expect(deltas.columns).toBe(9);
  expectNear(deltas.data, reference.deltas);
});

test('withDeltas(frames, { order: 0 }) gives the frames', () => {
  expect([...withDeltas(plain, { order: 0, window: 3 }).data]).toEqual([...plain.data]);
});

test('subtractSlidingMean(frames, 50) gives apply-cmvn-sliding’s values, at the ends too', () => {
  expectNear(subtractSlidingMean(deltas, 50).data, reference.sliding);
});

test('subtractSlidingMean(frames, 300) of a shorter recording takes its own mean off', () => {
  expectNear(subtractSlidingMean(deltas, 300).data, reference.short);
});

test.each([
  ['vad', { threshold: 5.5, mean_scale: 0.5, context: 0, proportion: 0.6 }],
  ['wide', { threshold: 5.5, mean_scale: 0.5, context: 2, proportion: 0.12 }],
] as const)('voicedFrames(frames, options) marks the frames that compute-vad marks: %s', (name, options) => {
  const marks = voicedFrames(plain, options);
  expect([...marks]).toEqual(reference[name]);
  expect(new Set(marks).size).toBe(2);
});

test('keepFrames(frames, marks) keeps the marked rows, in order', () => {
  const kept = keepFrames(
    plain,
    Uint8Array.from({ length: plain.rows }, (_, row) => (row === 1 || row === 3 ? 1 : 0)),
  );
  expect(kept.rows).toBe(2);
  expect([...kept.data]).toEqual([...plain.data.slice(3, 6), ...plain.data.slice(9, 12)]);
});
