import { TARGET } from '../manifest/label';
import type { ScoreTable } from '../manifest/scores';
import { detectionCurve } from '../metrics/detection-curve';
import { equalErrorRate } from '../metrics/eer';
import { type Evidence, evidenceOf } from '../metrics/evidence';
import { detCoordinate, detPoints } from '../report/analysis/det-points';
import { type ScoreHistogram, scoreHistogram } from '../report/analysis/score-histogram';
import { speakerErrors } from '../report/analysis/speaker-errors';
import { worstTrials } from '../report/analysis/worst-trials';
import type { DetSystem, OperatingPoint } from '../report/figures/det-figure';
import type { SystemReport } from '../report/html/run-report';
import type { readScoredList } from './table';

/** Figures of one system under one back-end, as the score stage wrote them. */
export type WrittenResults = ReturnType<typeof readScoredList>['results'];

export interface SystemFindings {
  readonly det: DetSystem;
  readonly histogram: ScoreHistogram;
  readonly report: SystemReport;
}

/** How many of the worst trials of either kind are named. */
const worst = 20;
const bins = 80;

/** What the scores of one system say: its curve, its histogram, its worst trials and speakers. n log n in the trials. */
export function systemFindings(
  name: string,
  scored: ScoreTable,
  results: WrittenResults,
  speakerOf: (utterance: string) => string | undefined,
): SystemFindings {
  const targets = Uint8Array.from(scored.labels, label => (label === TARGET ? 1 : 0));
  const evidence = evidenceOf({ scores: scored.scores, targets });
  const { threshold } = equalErrorRate(evidence);
  return {
    det: { name, points: detPoints(evidence), marks: operatingPoints(evidence, results) },
    histogram: scoreHistogram(evidence, bins),
    report: {
      name,
      threshold,
      worst: worstTrials(scored, worst),
      speakers: namedErrors(scored, targets, threshold, speakerOf),
    },
  };
}

/** Equal errors lie on the diagonal by the figure itself; other metrics have the point of the curve at their threshold. */
function operatingPoints(evidence: Evidence, results: WrittenResults): OperatingPoint[] {
  const { thresholds, misses, falseAlarms } = detectionCurve(evidence);
  return results.flatMap(({ metric, value, threshold }) => {
    if (metric.startsWith('EER')) {
      const both = detCoordinate(value / 100);
      return [{ metric, falseAlarm: both, miss: both }];
    }
    if (threshold === undefined) return [];
    const found = threshold === null ? -1 : thresholds.findIndex(score => score >= threshold);
    const point = found < 0 ? thresholds.length - 1 : found;
    return [{ metric, falseAlarm: detCoordinate(falseAlarms[point]!), miss: detCoordinate(misses[point]!) }];
  });
}

function namedErrors(
  { names, enroll, test, scores }: ScoreTable,
  targets: Uint8Array,
  threshold: number,
  speakerOf: (utterance: string) => string | undefined,
): SystemReport['speakers'] {
  const numbers = new Map<string, number>();
  const speaker = Int32Array.from({ length: names.count }, (_, index) => {
    const own = speakerOf(names.name(index));
    if (own === undefined) return -1;
    if (!numbers.has(own)) numbers.set(own, numbers.size);
    return numbers.get(own)!;
  });
  const known = [...numbers.keys()];
  const trials = {
    scores,
    targets,
    enroll: enroll.map(name => speaker[name]!),
    test: test.map(name => speaker[name]!),
    speakers: known.length,
  };
  return speakerErrors(trials, threshold).map(errors => ({ ...errors, name: known[errors.speaker]! }));
}
