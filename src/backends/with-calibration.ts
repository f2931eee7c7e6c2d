import { UsageError } from '../core/errors';
import { buildChoice, type Choice, choice } from '../recipe/choice';
import type { Backend, DevelopmentTrials, PairedSets, Scorer } from './backend';
import { calibrations } from './calibrations';
import { applyRatio, type Column, fitLogistic } from './logistic-regression';
import { pairwise } from './pairwise';

/** What each back-end's `calibration` may say. */
export const calibrationOption = choice(calibrations, 'calibration')
  .optional()
  .describe('log-likelihood ratios instead of scores, fitted on data.calibration; absent = scores as they are');

/** The back-end with its scores made log-likelihood ratios, in nats, by development trials, where that is asked. */
export function withCalibration(
  plain: Backend,
  chosen: Choice<typeof calibrations> | undefined,
  normed: boolean,
): Backend {
  if (chosen === undefined) return plain;
  const calibration = buildChoice(calibrations, chosen);
  if (calibration.needsCohort && !normed) {
    throw new UsageError({
      what: `${plain.label}: quality measure cohort-mean needs a norm`,
      remedy: 'give the back-end norm: as-norm, or leave the measure out',
    });
  }
  const label = `${plain.label} + ${calibration.label}`;
  const columnsOf = (scorer: Scorer, sets: PairedSets): Column[] => [
    { name: 'score', values: scorer.scoreTrials(sets.enroll, sets.test, sets.pairs) },
    ...calibration.columns(scorer, sets),
  ];
  return {
    label,
    needsTraining: plain.needsTraining,
    needsDevelopment: true,
    fit(vectors, speakers, development) {
      const known = demandDevelopment(label, development);
      const scorer = plain.fit(vectors, speakers, development);
      const ratio = fitLogistic(columnsOf(scorer, known), known.targets, calibration.regression);
      return pairwise(sets => applyRatio(ratio, columnsOf(scorer, sets)));
    },
  };
}

/** Throws UsageError where a back-end that learns from development trials gets none. */
export function demandDevelopment(label: string, development: DevelopmentTrials | undefined): DevelopmentTrials {
  if (development !== undefined) return development;
  throw new UsageError({ what: `${label} needs development trials`, remedy: 'name a list: data.calibration' });
}
