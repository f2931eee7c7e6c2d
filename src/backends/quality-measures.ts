import { DataError, UsageError } from '../core/errors';
import type { PairedSets, Scorer, UtteranceSet } from './backend';
import type { Column } from './logistic-regression';

export const qualityMeasureNames = ['duration', 'log-duration', 'magnitude', 'cohort-mean'] as const;
export type QualityMeasure = (typeof qualityMeasureNames)[number];

export const qualityFormNames = ['min', 'max', 'ratio'] as const;
export type QualityForm = (typeof qualityFormNames)[number];

export interface QualityOptions {
  readonly measures: readonly QualityMeasure[];
  /** How the measures of both sides make columns, whichever of them is enrolled. */
  readonly forms: readonly QualityForm[];
  /** Seconds; longer recordings count as this long. */
  readonly longest?: number | undefined;
}

const forms: Readonly<Record<QualityForm, (smaller: number, larger: number) => number>> = {
  min: smaller => smaller,
  max: (_, larger) => larger,
  ratio: (smaller, larger) => larger / smaller,
};

/**
 * The columns beside the score: each form of each measure, the same for (a, b) and (b, a). Thienpondt et al. 2021, The
 * IDLab VoxSRC-20 submission: large margin fine-tuning and quality-aware score calibration, section 4; wespeaker has the
 * forms min, max, their difference, which a linear map makes of them itself, and ratio
 * (wenet-e2e/wespeaker@86576bd wespeaker/bin/score_calibration.py).
 */
export function qualityColumns(
  scorer: Scorer,
  { enroll, test, pairs }: PairedSets,
  { measures, forms: chosen, longest = Infinity }: QualityOptions,
): Column[] {
  return measures.flatMap(measure => {
    const [left, right] = sidesOf(measure, scorer, enroll, test, longest);
    return chosen.map(form => ({
      name: `${form} ${measure}`,
      values: Float64Array.from({ length: pairs.length / 2 }, (_, trial) => {
        const a = left[pairs[2 * trial]!]!;
        const b = right[pairs[2 * trial + 1]!]!;
        return forms[form](Math.min(a, b), Math.max(a, b));
      }),
    }));
  });
}

/** The measure of each enroll row and each test row. */
function sidesOf(
  measure: QualityMeasure,
  scorer: Scorer,
  enroll: UtteranceSet,
  test: UtteranceSet,
  longest: number,
): readonly [Float64Array, Float64Array] {
  switch (measure) {
    case 'duration':
      return [durationsOf(enroll, longest), durationsOf(test, longest)];
    case 'log-duration':
      return [durationsOf(enroll, longest).map(Math.log), durationsOf(test, longest).map(Math.log)];
    case 'magnitude':
      return [magnitudesOf(enroll), magnitudesOf(test)];
    case 'cohort-mean': {
      const means = scorer.cohortMeans?.(enroll, test);
      if (means !== undefined) return [means.enroll, means.test];
      throw new UsageError({
        what: 'quality measure cohort-mean needs scores that are normalised by a cohort',
        remedy: 'give the back-end a norm, such as norm: as-norm, or leave the measure out',
      });
    }
  }
}

function durationsOf({ durations }: UtteranceSet, longest: number): Float64Array {
  if (durations !== undefined) return durations.map(seconds => Math.min(seconds, longest));
  throw new DataError({ what: 'quality measures of duration need the length of each recording', found: 'none known' });
}

/** Euclidean length of each embedding, as the network gives it. */
function magnitudesOf({ rows, columns, data }: UtteranceSet): Float64Array {
  const magnitudes = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let squares = 0;
    for (let column = 0; column < columns; column++, at++) squares += data[at]! ** 2;
    magnitudes[row] = Math.sqrt(squares);
  }
  return magnitudes;
}
