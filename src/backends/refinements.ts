import { z } from 'zod';
import type { Choice } from '../recipe/choice';
import type { Backend } from './backend';
import type { calibrations } from './calibrations';
import type { norms } from './norms';
import { calibrationOption, withCalibration } from './with-calibration';
import { normOption, withNorm } from './with-norm';

/** What every back-end that compares embeddings may have done to its scores, in this order, and be called. */
export const refinementOptions = {
  norm: normOption,
  calibration: calibrationOption,
  name: z.string().min(1).optional().describe('heading of its columns; what it does by default'),
};

export interface Refinements {
  readonly norm?: Choice<typeof norms> | undefined;
  readonly calibration?: Choice<typeof calibrations> | undefined;
  readonly name?: string | undefined;
}

/** The back-end with its scores normalised, then calibrated, where that is asked. */
export function refined(plain: Backend, { norm, calibration, name }: Refinements): Backend {
  const whole = withCalibration(withNorm(plain, norm), calibration, norm !== undefined);
  return name === undefined ? whole : { ...whole, label: name };
}
