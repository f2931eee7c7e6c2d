import type { Registry } from '../../core/registry';
import { cosine } from './cosine';
import { exponential } from './exponential';
import type { ScheduleComponent } from './schedule';
import { step } from './step';
import { triangular } from './triangular';

export const schedules = { exponential, cosine, step, triangular } satisfies Registry<ScheduleComponent>;
