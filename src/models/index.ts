import type { Registry } from '../core/registry';
import { resnet18 } from './resnet18';
import { resnet34 } from './resnet34';
import type { SpeakerModelComponent } from './speaker-model';

/** Speaker models by the names that recipes use. */
export const models = { resnet34, resnet18 } satisfies Registry<SpeakerModelComponent>;
