import type { Registry } from '../core/registry';
import { camPlusPlusComponent } from './cam++';
import { ecapaTdnnComponent } from './ecapa-tdnn';
import { eres2netComponent } from './eres2net';
import { frameCnnComponent } from './frame-cnn';
import { resnet18 } from './resnet18';
import { resnet34 } from './resnet34';
import { resnet50 } from './resnet50';
import type { SpeakerModelComponent } from './speaker-model';
import { tdnnComponent } from './tdnn';
import { vggMComponent } from './vgg-m';

/** Speaker models by the names that recipes use. */
export const models = {
  resnet34,
  resnet18,
  resnet50,
  'ecapa-tdnn': ecapaTdnnComponent,
  'cam++': camPlusPlusComponent,
  eres2net: eres2netComponent,
  tdnn: tdnnComponent,
  'frame-cnn': frameCnnComponent,
  'vgg-m': vggMComponent,
} satisfies Registry<SpeakerModelComponent>;
