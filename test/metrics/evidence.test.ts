import { DataError, NumericError } from '../../src/core/errors';
import { detectionCurve } from '../../src/metrics/detection-curve';
import { evidenceOf } from '../../src/metrics/evidence';

test('evidenceOf(trials) counts both classes at each distinct score', () => {
  const evidence = evidenceOf({ scores: Float64Array.of(2, -1, 2, 2, 0), targets: Uint8Array.of(1, 0, 0, 1, 1) });
  expect(evidence).toEqual({
    scores: Float64Array.of(-1, 0, 2),
    targets: Float64Array.of(0, 1, 2),
    nontargets: Float64Array.of(1, 0, 1),
    targetTotal: 3,
    nontargetTotal: 2,
  });
});

test('evidenceOf(trials) takes 0 and −0 for one threshold', () => {
  const evidence = evidenceOf({ scores: Float64Array.of(0, -0), targets: Uint8Array.of(1, 0) });
  expect(evidence.scores.length).toBe(1);
});

test.each([NaN, Infinity, -Infinity])('evidenceOf(trials) with a score of %d is an error that names the row', score => {
  const trials = { scores: Float64Array.of(0, score), targets: Uint8Array.of(1, 0) };
  expect(() => evidenceOf(trials)).toThrow(NumericError);
  expect(() => evidenceOf(trials)).toThrow('trial 2');
  expect(() => evidenceOf(trials, row => `scores.txt:${row + 1}`)).toThrow(`scores.txt:2`);
});

test.each([
  ['only targets', [1, 1]],
  ['only non-targets', [0, 0]],
  ['no trial', []],
])('evidenceOf(trials) with %s is an error, not a rate', (_, labels) => {
  const trials = { scores: new Float64Array(labels.length), targets: Uint8Array.from(labels) };
  expect(() => evidenceOf(trials)).toThrow(DataError);
});

test('evidenceOf(trials) with fewer labels than scores is an error', () => {
  expect(() => evidenceOf({ scores: Float64Array.of(1, 2), targets: Uint8Array.of(1) })).toThrow('differ in number');
});

test('detectionCurve(evidence) runs from accepting all trials to accepting none', () => {
  const evidence = evidenceOf({ scores: Float64Array.of(1, 2, 2, 3), targets: Uint8Array.of(0, 1, 0, 1) });
  expect(detectionCurve(evidence)).toEqual({
    thresholds: Float64Array.of(1, 2, 3, Infinity),
    misses: Float64Array.of(0, 0, 0.5, 1),
    falseAlarms: Float64Array.of(1, 0.5, 0, 0),
  });
});
