import type { Registry } from '../../core/registry';
import { adam } from './adam';
import type { OptimizerComponent } from './optimizer';
import { sgd } from './sgd';

export const optimizers = { sgd, adam } satisfies Registry<OptimizerComponent>;
