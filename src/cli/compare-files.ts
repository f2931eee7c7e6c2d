import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, UsageError } from '../core/errors';
import { TARGET } from '../manifest/label';
import { readSpeakerOf } from '../manifest/name-map';
import { scoresOfSameTrials } from '../manifest/same-trials';
import { metrics } from '../metrics';
import { type Comparison, compareSystems } from '../metrics/paired-comparison';
import { scoreFile } from '../stages/score-file';
import { readScoredList } from '../stages/table';
import { sidesById, sidesBySpeaker } from '../stages/trial-speakers';
import type { CompareArguments } from './compare';
import { LEVEL } from './evaluation';
import { readLabelledScores, scoresInOrder } from './labelled-scores';

/** Two systems on one trial list. */
export interface ComparedList {
  /** `voxceleb1-o, cosine`; absent for score files. */
  readonly heading?: string;
  readonly trials: number;
  readonly targets: number;
  /** Who was drawn: `40 speakers`. */
  readonly resampled: string;
  readonly comparisons: readonly Comparison[];
}

/** Compares two score files, or two runs on every trial list and back-end that both have. */
export function compareFiles(given: CompareArguments): ComparedList[] {
  const runs = [given.first, given.second].map(isRun);
  if (runs[0] !== runs[1]) {
    throw new UsageError({
      what: 'a run and a score file cannot be compared',
      expected: 'two runs or two score files',
      found: `${given.first} ${given.second}`,
      remedy: "a run's score files are in its folder scores/<list>",
    });
  }
  if (runs[0] !== true) return [comparePair(given)];
  const [ofFirst, ofSecond] = [scoredBy(given.first), scoredBy(given.second)];
  const common = ofFirst.filter(({ heading }) => ofSecond.some(other => other.heading === heading));
  if (common.length === 0) {
    const names = (scored: readonly ScoredBy[]): string => scored.map(({ heading }) => heading).join('; ') || 'none';
    throw new DataError({
      what: 'the runs have no trial list and back-end in common',
      found: `in ${given.first} ${names(ofFirst)}, in ${given.second} ${names(ofSecond)}`,
    });
  }
  return common.map(({ heading, scores, utt2spk }) => {
    const second = ofSecond.find(other => other.heading === heading)?.scores ?? '';
    const speakers = given.utt2spk ?? (existsSync(utt2spk) ? utt2spk : undefined);
    return { heading, ...comparePair({ ...given, first: scores, second, utt2spk: speakers }) };
  });
}

function isRun(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  if (existsSync(join(path, 'scores'))) return true;
  throw new DataError({
    what: 'not a run with scores',
    where: path,
    expected: 'a folder scores in it',
    remedy: 'svtk runs lists the runs; svtk score RECIPE scores one',
  });
}

interface ScoredBy {
  readonly heading: string;
  readonly scores: string;
  readonly utt2spk: string;
}

/** The trial lists and back-ends of a run's trained network. */
function scoredBy(run: string): ScoredBy[] {
  const folder = join(run, 'scores');
  const lists = readdirSync(folder).filter(name => name.endsWith('.json'));
  return lists.flatMap(name => {
    const { trials, results } = readScoredList(join(folder, name));
    const own = join(folder, trials);
    return [...new Set(results.map(({ backend }) => backend))].map(backend => ({
      heading: `${trials}, ${backend}`,
      scores: scoreFile(own, backend),
      utt2spk: join(own, 'utt2spk'),
    }));
  });
}

function comparePair({ first, second, trials, utt2spk, priors, resamples, seed }: CompareArguments): ComparedList {
  const left = readLabelledScores(first, trials);
  const other = scoresOfSameTrials(
    { path: first, table: left },
    { path: second, table: scoresInOrder(second, trials) },
  );
  const sides = utt2spk === undefined ? sidesById(left) : sidesBySpeaker(left, readSpeakerOf(utt2spk));
  const targets = left.labels.map(label => (label === TARGET ? 1 : 0));
  const chosen = [
    metrics.eer.build({ rule: 'interpolation' }),
    ...priors.map(target => metrics['min-dcf'].build(metrics['min-dcf'].options.parse({ target }))),
  ];
  const paired = { first: left.scores, second: other, targets };
  return {
    trials: targets.length,
    targets: targets.reduce((sum, target) => sum + target, 0),
    resampled:
      utt2spk === undefined
        ? `${sides.speakers} ids; speakers are unknown, so the intervals are too narrow: give --utt2spk`
        : `${sides.speakers} speakers`,
    comparisons: compareSystems(paired, sides, chosen, { resamples, level: LEVEL, seed }),
  };
}
