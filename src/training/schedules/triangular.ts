import { z } from 'zod';
import { type ScheduleComponent, warmUpFactor } from './schedule';

const options = z.strictObject({
  lowest: z.number().min(0).describe('learning rate at the beginning and end of each cycle'),
  highest: z.number().positive().describe('learning rate at the peak of the first cycle'),
  rise_steps: z.int().positive().describe('steps from lowest to highest'),
  fall_steps: z.int().positive().optional().describe('steps from highest to lowest; as many as rise_steps by default'),
  mode: z
    .enum(['triangular', 'triangular2', 'exp_range'])
    .default('triangular')
    .describe('peaks: all as high; triangular2: halved each cycle; exp_range: shrunk by decay each step'),
  decay: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('of exp_range: what the height over lowest is multiplied by each step'),
  warmup_epochs: z.number().min(0).default(0).describe('epochs over which the rate rises linearly from 0'),
});

/** Cycles between two rates by straight lines, times a linear warm-up; momentum stays as it is (Smith 2017, section 3). */
export const triangular: ScheduleComponent<typeof options> = {
  summary: 'cycles between two learning rates, a triangle each',
  source:
    'Smith 2017, Cyclical learning rates; speechbrain: nnet/schedulers.py, CyclicLRScheduler; pytorch: lr_scheduler.py, CyclicLR',
  options,
  build({ lowest, highest, rise_steps: rise, fall_steps: fall = rise, mode, decay, warmup_epochs }) {
    const height = (step: number): number => {
      if (mode === 'triangular') return 1;
      return mode === 'exp_range' ? decay ** step : 0.5 ** Math.floor(step / (rise + fall));
    };
    return moment => {
      const place = moment.step % (rise + fall);
      const share = place <= rise ? place / rise : (rise + fall - place) / fall;
      return warmUpFactor(warmup_epochs, moment) * (lowest + (highest - lowest) * share * height(moment.step));
    };
  },
};
