import type { Registry } from '../../core/registry';
import { cosine } from './cosine';
import { exponential } from './exponential';
import type { ScheduleComponent } from './schedule';
import { step } from './step';

export const schedules = { exponential, cosine, step } satisfies Registry<ScheduleComponent>;
