import type { Registry } from '../core/registry';
import type { AugmentationComponent } from './augmentation';
import { gain } from './gain';

export const augmentations = { gain } satisfies Registry<AugmentationComponent>;
