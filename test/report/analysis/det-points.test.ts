import { randomOf } from '../../../src/core/random';
import { equalErrorRate } from '../../../src/metrics/eer';
import { evidenceOf } from '../../../src/metrics/evidence';
import { type DetPoint, detCoordinate, detPoints } from '../../../src/report/analysis/det-points';
import { probit } from '../../../src/report/analysis/probit';
import { scoreHistogram } from '../../../src/report/analysis/score-histogram';
import reference from '../../references/det-curve.json';

const cases = Object.entries(reference.cases).map(([name, one]) => {
  const trials = { scores: Float64Array.from(one.scores), targets: Uint8Array.from(one.targets) };
  return { name, one, evidence: evidenceOf(trials) };
});

/** Distance of a point from the nearest piece of a line, in the plane of the plot. */
function distance(line: readonly DetPoint[], x: number, y: number): number {
  return Math.min(
    ...line.slice(1).map((end, place) => {
      const start = line[place] as DetPoint;
      const [dx, dy] = [end.falseAlarm - start.falseAlarm, end.miss - start.miss];
      const squared = dx * dx + dy * dy;
      const along = squared === 0 ? 0 : ((x - start.falseAlarm) * dx + (y - start.miss) * dy) / squared;
      const at = Math.min(1, Math.max(0, along));
      return Math.hypot(x - start.falseAlarm - at * dx, y - start.miss - at * dy);
    }),
  );
}

test(`probit(rate) agrees with ${reference.tools.scipy} to 1e-14 of its size, out to 1e-15 and 1 − 1e-7`, () => {
  const { rates, quantiles } = reference.probit;
  expect(rates.length).toBeGreaterThan(40);
  const errors = rates.map(
    (rate, place) => Math.abs(probit(rate) - quantiles[place]!) / Math.max(1, Math.abs(quantiles[place]!)),
  );
  expect(Math.max(...errors)).toBeLessThan(1e-14);
});

test('probit is 0 at a half and infinite at 0 and 1; detCoordinate stays finite', () => {
  expect([probit(0.5), probit(0), probit(1)]).toEqual([0, -Infinity, Infinity]);
  expect([detCoordinate(0), detCoordinate(1)].map(Number.isFinite)).toEqual([true, true]);
});

test.each(cases)(
  `detPoints: every point of ${reference.tools.scikitLearn}, $name scores, lies within a pixel of the line`,
  ({ one, evidence }) => {
    const line = detPoints(evidence);
    expect(one.probits.length).toBeGreaterThan(30);
    for (const [x = 0, y = 0] of one.probits) expect(distance(line, x, y)).toBeLessThan(0.008);
  },
);

test.each(cases)(
  'detPoints starts where all is accepted and ends where nothing is, $name scores; misses only rise',
  ({ evidence }) => {
    const line = detPoints(evidence);
    expect(line[0]).toEqual({ falseAlarm: detCoordinate(1), miss: detCoordinate(0) });
    expect(line.at(-1)).toEqual({ falseAlarm: detCoordinate(0), miss: detCoordinate(1) });
    for (const [place, { miss, falseAlarm }] of line.slice(1).entries()) {
      expect(miss).toBeGreaterThanOrEqual(line[place]!.miss);
      expect(falseAlarm).toBeLessThanOrEqual(line[place]!.falseAlarm);
    }
  },
);

test('detPoints of 200,000 trials are at most 3,000 points and pass through the equal error rate', () => {
  const random = randomOf('det-points');
  const targets = Uint8Array.from({ length: 200_000 }, (_, row) => (row % 10 === 0 ? 1 : 0));
  const evidence = evidenceOf({ scores: Float64Array.from(targets, target => 3 * target + random.normal()), targets });
  const line = detPoints(evidence);
  expect(line.length).toBeLessThan(3000);
  const eer = detCoordinate(equalErrorRate(evidence).rate);
  expect(distance(line, eer, eer)).toBeLessThan(0.008);
});

test(`scoreHistogram agrees with ${reference.tools.numpy} on scores without ties, which may lie on an edge`, () => {
  const { evidence, one } = cases[0] as (typeof cases)[number];
  const { bins, targets, nontargets } = one.histogram;
  const found = scoreHistogram(evidence, bins);
  for (const [bin, share] of targets.entries()) expect(found.targets[bin]).toBeCloseTo(share, 9);
  for (const [bin, share] of nontargets.entries()) expect(found.nontargets[bin]).toBeCloseTo(share, 9);
});

test('scoreHistogram of one score for all trials is one full bin', () => {
  const evidence = evidenceOf({ scores: Float64Array.of(2, 2), targets: Uint8Array.of(1, 0) });
  expect(scoreHistogram(evidence, 4)).toMatchObject({ targets: [100, 0, 0, 0], nontargets: [100, 0, 0, 0] });
});
