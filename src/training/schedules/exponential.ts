import { z } from 'zod';
import { type ScheduleComponent, warmUpFactor } from './schedule';

const options = z.strictObject({
  initial: z.number().positive().describe('learning rate after the warm-up, before decay'),
  final: z.number().positive().describe('learning rate of the last step'),
  warmup_epochs: z.number().min(0).default(0).describe('epochs over which the rate rises linearly from 0'),
});

/** initial · (final / initial)^(step / steps), times a linear warm-up: the decay runs through the warm-up, as in wespeaker. */
export const exponential: ScheduleComponent<typeof options> = {
  summary: 'exponential decay with linear warm-up',
  source: 'wespeaker@dfa7419: wespeaker/utils/schedulers.py, ExponentialDecrease',
  options,
  build:
    ({ initial, final, warmup_epochs }) =>
    moment =>
      warmUpFactor(warmup_epochs, moment) *
      initial *
      (final / initial) ** (moment.step / Math.max(1, moment.steps - 1)),
};
