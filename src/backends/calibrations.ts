import { z } from 'zod';
import type { Component, Registry } from '../core/registry';
import { seconds, share } from '../recipe/quantity';
import type { PairedSets, Scorer } from './backend';
import type { Column, LogisticOptions } from './logistic-regression';
import { qualityColumns, qualityFormNames, qualityMeasureNames } from './quality-measures';

/** A map of scores to log-likelihood ratios, fitted on development trials. */
export interface Calibration {
  /** `calibration`, behind the back-end's own heading. */
  readonly label: string;
  readonly regression: LogisticOptions;
  /** Whether the scores must be normalised by a cohort. */
  readonly needsCohort: boolean;
  /** What the regression is given beside the score. */
  columns(scorer: Scorer, sets: PairedSets): Column[];
}

export interface CalibrationComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Calibration;
}

/** What every regression on development trials may say. */
export const regressionOptions = {
  prior: share(z.number().gt(0).lt(1))
    .default(0.01)
    .describe('prior probability of a target trial at which the ratios shall cost least'),
  ridge: z
    .number()
    .min(0)
    .default(0)
    .describe('half of it times the squared weights, of columns with unit variance, is added to the cost; 0 = none'),
};

const logisticOptions = z.strictObject(regressionOptions);

const logistic: CalibrationComponent<typeof logisticOptions> = {
  summary: 'Log-likelihood ratios by an affine map of the score: prior-weighted logistic regression',
  source: 'Brümmer & de Villiers 2013, The BOSARIS toolkit, section 3; scikit-learn 1.9.1 LogisticRegression',
  options: logisticOptions,
  build: regression => ({
    label: labelOf('calibration', regression.prior),
    regression,
    needsCohort: false,
    columns: () => [],
  }),
};

const qualityOptions = z.strictObject({
  measures: z
    .array(z.enum(qualityMeasureNames))
    .min(1)
    .default(['log-duration', 'magnitude'])
    .describe('what says how far a side can be trusted; cohort-mean needs a norm'),
  forms: z
    .array(z.enum(qualityFormNames))
    .min(1)
    .default(['min', 'max'])
    .describe('columns that a measure makes of both sides: the smaller, the larger, larger / smaller'),
  longest: seconds().optional().describe('recordings count as no longer than this; absent = as long as they are'),
  ...regressionOptions,
});

const quality: CalibrationComponent<typeof qualityOptions> = {
  summary: 'Quality-aware calibration: as logistic, by the score and how far both sides can be trusted',
  source: 'Thienpondt et al. 2021, section 4; wenet-e2e/wespeaker@86576bd wespeaker/bin/score_calibration.py',
  options: qualityOptions,
  build: ({ prior, ridge, ...options }) => ({
    label: labelOf('QMF', prior),
    regression: { prior, ridge },
    needsCohort: options.measures.includes('cohort-mean'),
    columns: (scorer, sets) => qualityColumns(scorer, sets, options),
  }),
};

/** Calibrations of scores, by name. */
export const calibrations = { logistic, qmf: quality } satisfies Registry<CalibrationComponent>;

/** A prior that is not the usual one tells two columns apart. */
function labelOf(name: string, prior: number): string {
  return prior === 0.01 ? name : `${name}(${prior})`;
}
