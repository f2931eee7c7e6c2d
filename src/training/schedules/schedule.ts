import type { z } from 'zod';
import type { Component } from '../../core/registry';

/** Where training stands. */
export interface Moment {
  /** Steps done, 0 before the first. */
  readonly step: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** The learning rate of the step that follows. */
export type Schedule = (moment: Moment) => number;

export interface ScheduleComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Schedule;
}

/** Grows linearly to 1 over the first epochs; 1 from then on. */
export function warmUpFactor(epochs: number, { step, stepsPerEpoch }: Moment): number {
  return epochs > 0 ? Math.min(1, (step + 1) / (epochs * stepsPerEpoch)) : 1;
}
