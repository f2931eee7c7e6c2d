import { z } from 'zod';
import { type ScheduleComponent, warmUpFactor } from './schedule';

const options = z.strictObject({
  initial: z.number().positive().describe('learning rate before the first drop'),
  factor: z.number().positive().max(1).default(0.98).describe('what the rate is multiplied by at each drop'),
  every_steps: z.int().positive().describe('steps between drops'),
  warmup_epochs: z.number().min(0).default(0).describe('epochs over which the rate rises linearly from 0'),
});

/** A staircase: initial · factor^⌊step / every⌋ (Shon et al. 2018, section 2, has 0.001, 0.98, 50,000). */
export const step: ScheduleComponent<typeof options> = {
  summary: 'staircase decay',
  source: 'pytorch: torch/optim/lr_scheduler.py, StepLR',
  options,
  build:
    ({ initial, factor, every_steps, warmup_epochs }) =>
    moment =>
      warmUpFactor(warmup_epochs, moment) * initial * factor ** Math.floor(moment.step / every_steps),
};
