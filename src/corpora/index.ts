import type { Registry } from '../core/registry';
import type { CorpusComponent } from './corpus';
import { generatedVoices } from './generated-voices';
import { speechocean762 } from './speechocean762';

/** The corpora that a recipe can name. */
export const corpora = {
  'generated-voices': generatedVoices,
  speechocean762,
} satisfies Registry<CorpusComponent>;
