import type { Registry } from '../core/registry';
import { fbank } from './fbank';
import type { FeatureComponent } from './feature';
import { mfcc } from './mfcc';

/** Features by the names that recipes use. */
export const features = { fbank, mfcc } satisfies Registry<FeatureComponent>;
