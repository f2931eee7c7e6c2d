import { z } from 'zod';
import { type ScheduleComponent, warmUpFactor } from './schedule';

const options = z.strictObject({
  initial: z.number().positive().describe('learning rate after the warm-up'),
  final: z.number().min(0).default(0).describe('learning rate of the last step'),
  warmup_epochs: z.number().min(0).default(0).describe('epochs over which the rate rises linearly from 0'),
});

/** Half a cosine from initial to final over the steps after the warm-up (Loshchilov and Hutter 2017, eq. 5, one period). */
export const cosine: ScheduleComponent<typeof options> = {
  summary: 'half a cosine with linear warm-up',
  source: 'Loshchilov and Hutter 2017 (SGDR), eq. 5',
  options,
  build:
    ({ initial, final, warmup_epochs }) =>
    moment => {
      const warm = Math.round(warmup_epochs * moment.stepsPerEpoch);
      const share = Math.max(0, moment.step - warm) / Math.max(1, moment.steps - warm - 1);
      const decayed = final + 0.5 * (initial - final) * (1 + Math.cos(Math.PI * Math.min(1, share)));
      return warmUpFactor(warmup_epochs, moment) * decayed;
    },
};
