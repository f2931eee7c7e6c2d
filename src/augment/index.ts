import type { Registry } from '../core/registry';
import type { AugmentationComponent } from './augmentation';
import { babble } from './babble';
import { gain } from './gain';
import { music } from './music';
import { noise } from './noise';
import { oneOf } from './one-of';
import { reverb } from './reverb';
import { speed } from './speed';
import { telephone } from './telephone';

export const augmentations = {
  speed,
  noise,
  music,
  babble,
  reverb,
  telephone,
  gain,
  'one-of': oneOf((): Registry<AugmentationComponent> => augmentations),
} satisfies Registry<AugmentationComponent>;
