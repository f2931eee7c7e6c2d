import { randomOf } from '../../../src/core/random';
import { nameTable } from '../../../src/manifest/name-table';
import { equalErrorRate } from '../../../src/metrics/eer';
import { evidenceOf } from '../../../src/metrics/evidence';
import { speakerErrors } from '../../../src/report/analysis/speaker-errors';
import { worstTrials } from '../../../src/report/analysis/worst-trials';

const random = randomOf('failures');
const count = 3000;
const speakers = 6;
const enroll = Int32Array.from({ length: count }, () => random.integer(speakers));
const test_ = Int32Array.from(enroll, (own, row) =>
  row % 4 === 0 ? own : (own + 1 + random.integer(speakers - 1)) % speakers,
);
const targets = Uint8Array.from(enroll, (own, row) => (own === test_[row] ? 1 : 0));
/** Speaker 2 is hard: its target trials score as non-targets do. */
const scores = Float64Array.from(enroll, (own, row) => (targets[row] === 1 && own !== 2 ? 2.5 : 0) + random.normal());

test('worstTrials are the highest non-target and the lowest target scores, as a full sort has them', () => {
  const names = nameTable();
  for (let speaker = 0; speaker < speakers; speaker++) names.internText(`s${speaker}`);
  const table = { names, enroll, test: test_, labels: targets, scores };
  const { accepted, rejected } = worstTrials(table, 25);
  const sorted = (kind: number) =>
    [...scores.keys()].filter(row => targets[row] === kind).sort((a, b) => scores[a]! - scores[b]!);
  expect(rejected.map(({ score }) => score)).toEqual(
    sorted(1)
      .slice(0, 25)
      .map(row => scores[row]),
  );
  expect(accepted.map(({ score }) => score)).toEqual(
    sorted(0)
      .reverse()
      .slice(0, 25)
      .map(row => scores[row]),
  );
  const first = sorted(1)[0]!;
  expect(rejected[0]).toEqual({ enroll: `s${enroll[first]}`, test: `s${test_[first]}`, score: scores[first] });
});

test('worstTrials of fewer trials than asked for are all of them', () => {
  const names = nameTable();
  names.internText('a');
  const table = {
    names,
    enroll: Int32Array.of(0),
    test: Int32Array.of(0),
    labels: Uint8Array.of(1),
    scores: Float64Array.of(1),
  };
  expect(worstTrials(table, 5)).toEqual({ accepted: [], rejected: [{ enroll: 'a', test: 'a', score: 1 }] });
});

test('speakerErrors counts each speaker’s own trials as filters do, the hard speaker first', () => {
  const threshold = 1.2;
  const found = speakerErrors({ scores, targets, enroll, test: test_, speakers }, threshold);
  expect(found).toHaveLength(speakers);
  expect(found[0]?.speaker).toBe(2);
  for (const { speaker, ...errors } of found) {
    const own = [...scores.keys()].filter(row => enroll[row] === speaker || test_[row] === speaker);
    const ofTarget = own.filter(row => targets[row] === 1);
    const others = own.filter(row => targets[row] === 0);
    const evidence = evidenceOf({
      scores: Float64Array.from(own, row => scores[row]!),
      targets: Uint8Array.from(own, row => targets[row]!),
    });
    expect(errors).toEqual({
      targets: ofTarget.length,
      nontargets: others.length,
      equalErrorRate: equalErrorRate(evidence).rate,
      misses: ofTarget.filter(row => scores[row]! < threshold).length / ofTarget.length,
      falseAlarms: others.filter(row => scores[row]! >= threshold).length / others.length,
    });
  }
});

test('speakerErrors leaves out unknown speakers and those without trials of both classes', () => {
  const trials = {
    scores: Float64Array.of(1, 0, 2),
    targets: Uint8Array.of(1, 0, 1),
    enroll: Int32Array.of(0, 0, 1),
    test: Int32Array.of(0, -1, 1),
    speakers: 2,
  };
  expect(speakerErrors(trials, 0.5).map(({ speaker }) => speaker)).toEqual([0]);
});
