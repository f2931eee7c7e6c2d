import type { Registry } from '../core/registry';
import { fbank } from './fbank';
import type { FeatureComponent } from './feature';
import { mfcc } from './mfcc';
import { spectrogram } from './spectrogram';

/** Features by the names that recipes use. */
export const features = { fbank, mfcc, spectrogram } satisfies Registry<FeatureComponent>;
