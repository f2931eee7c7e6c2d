import type { Registry } from '../core/registry';
import { aamSoftmax } from './aam-softmax';
import { amSoftmax } from './am-softmax';
import { contrastive } from './contrastive';
import type { LossComponent } from './loss';
import { realAamSoftmax } from './real-aam-softmax';
import { realAmSoftmax } from './real-am-softmax';
import { softmax } from './softmax';

/** Training criteria by the names that recipes use. */
export const losses = {
  softmax,
  'am-softmax': amSoftmax,
  'aam-softmax': aamSoftmax,
  'real-am-softmax': realAmSoftmax,
  'real-aam-softmax': realAamSoftmax,
  contrastive,
} satisfies Registry<LossComponent>;
