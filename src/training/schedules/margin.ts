import { z } from 'zod';
import type { Moment } from './schedule';

export const marginScheduleOptions = z.strictObject({
  from_epoch: z.number().min(0).default(0).describe('until here the margin is 0'),
  to_epoch: z.number().min(0).default(0).describe('from here the margin is the loss’s own; it grows linearly between'),
});

/** The loss's margin at a step: 0, then growing linearly, then full. A margin that starts at 0 lets scarce data settle first. */
export function marginAt(
  full: number,
  { from_epoch, to_epoch }: z.output<typeof marginScheduleOptions>,
  moment: Moment,
): number {
  const epoch = moment.step / moment.stepsPerEpoch;
  if (epoch >= to_epoch) return full;
  if (epoch <= from_epoch) return 0;
  return (full * (epoch - from_epoch)) / (to_epoch - from_epoch);
}
