import { type Random, randomOf } from '../../src/core/random';
import { metrics } from '../../src/metrics';
import { compareSystems, type PairedScores } from '../../src/metrics/paired-comparison';

const SPEAKERS = 20;
const TAKES = 3;
const SIZE = 6;
const eer = metrics.eer.build({ rule: 'interpolation' });
const minDcf = metrics['min-dcf'].build({ target: 0.1, miss_cost: 1, false_alarm_cost: 1 });

/** Two systems hear the same people with noises of their own: cosines of noisy voices, all pairs of recordings. */
function drawn(random: Random, noises: readonly [number, number]) {
  const rows = SPEAKERS * TAKES;
  const voices = Float64Array.from({ length: SPEAKERS * SIZE }, () => random.normal());
  const sets = noises.map(noise =>
    Array.from({ length: rows }, (_, row) => {
      const voice = voices.subarray(Math.floor(row / TAKES) * SIZE, Math.floor(row / TAKES) * SIZE + SIZE);
      const heard = Float64Array.from(voice, value => value + noise * random.normal());
      const length = Math.hypot(...heard);
      return heard.map(value => value / length);
    }),
  );
  const pairs = Array.from({ length: rows }, (_, left) =>
    Array.from({ length: rows - left - 1 }, (_, at) => [left, left + 1 + at] as const),
  ).flat();
  const cosines = (set: readonly Float64Array[]) =>
    Float64Array.from(pairs, ([a, b]) => set[a]!.reduce((sum, value, at) => sum + value * set[b]![at]!, 0));
  const speakerOf = (row: number): number => Math.floor(row / TAKES);
  const paired: PairedScores = {
    first: cosines(sets[0]!),
    second: cosines(sets[1]!),
    targets: Uint8Array.from(pairs, ([a, b]) => (speakerOf(a) === speakerOf(b) ? 1 : 0)),
  };
  const sides = {
    enroll: Int32Array.from(pairs, ([a]) => speakerOf(a)),
    test: Int32Array.from(pairs, ([, b]) => speakerOf(b)),
    speakers: SPEAKERS,
  };
  return { paired, sides };
}

const REPEATS = 120;

function repeated(noises: readonly [number, number]) {
  return Array.from({ length: REPEATS }, (_, repeat) => {
    const { paired, sides } = drawn(randomOf('compare', repeat), noises);
    return compareSystems(paired, sides, [eer, minDcf], { resamples: 99, level: 0.95, seed: repeat });
  });
}

const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

test('compareSystems(…) of equal systems: p is about uniform, and the interval holds 0 about 95 times in 100', () => {
  const found = repeated([1, 1]);
  for (const metric of [0, 1]) {
    const ps = found.map(comparisons => comparisons[metric]!.p);
    // Drawing speakers on both sides widens differences a little (Owen 2007): p errs to the large side.
    // 120 repeats: the standard error of a share of 0.05 is 0.02, of 0.5 0.046.
    expect(share(ps.map(p => p <= 0.05))).toBeLessThan(0.12);
    expect(Math.abs(share(ps.map(p => p <= 0.5)) - 0.5)).toBeLessThan(0.15);
    expect(Math.abs(share(ps.map(p => p <= 0.2)) - 0.2)).toBeLessThan(0.12);
    const covered = found.map(comparisons => {
      const { low, high } = comparisons[metric]!.interval;
      return low <= 0 && 0 <= high;
    });
    expect(share(covered)).toBeGreaterThan(0.88);
  }
});

test('compareSystems(…) of unequal systems: the interval holds the true difference, and p finds it', () => {
  const found = repeated([1, 2]).map(([comparison]) => comparison!);
  const truth = found.reduce((sum, { difference }) => sum + difference, 0) / REPEATS;
  expect(truth).toBeGreaterThan(0);
  expect(share(found.map(({ interval: { low, high } }) => low <= truth && truth <= high))).toBeGreaterThan(0.88);
  expect(share(found.map(({ p }) => p < 0.05))).toBeGreaterThan(0.5);
});

test('compareSystems(…) of scores that rank alike finds no difference at all: p is 1', () => {
  const { paired, sides } = drawn(randomOf('alike'), [1, 1]);
  const second = paired.first.map(score => Math.exp(3 * score));
  const [same] = compareSystems({ ...paired, second }, sides, [eer], { resamples: 50, level: 0.95, seed: 1 });
  expect(same).toMatchObject({ difference: 0, p: 1, interval: { low: 0, high: 0 } });
});
