import { lookUp, type Registry } from '../core/registry';
import { arabicSpeechCommands } from './arabic-speech-commands';
import { cnceleb } from './cnceleb';
import type { Corpus, CorpusComponent, CorpusContext } from './corpus';
import { folder } from './folder';
import { freeSpokenDigits } from './free-spoken-digits';
import { generatedVoices } from './generated-voices';
import { kaldi } from './kaldi';
import { librispeech } from './librispeech';
import { listed } from './listed';
import { musan } from './musan';
import { rirsNoises } from './rirs-noises';
import { sitw } from './sitw';
import { speechocean762 } from './speechocean762';
import { vctk } from './vctk';
import { voxceleb1 } from './voxceleb1';
import { voxceleb1Samples } from './voxceleb1-samples';
import { voxceleb2 } from './voxceleb2';

/** The corpora that a recipe can name. */
export const corpora = {
  'generated-voices': generatedVoices,
  speechocean762,
  librispeech,
  voxceleb1,
  voxceleb2,
  sitw,
  cnceleb,
  'voxceleb1-samples': voxceleb1Samples,
  vctk,
  'arabic-speech-commands': arabicSpeechCommands,
  'free-spoken-digits': freeSpokenDigits,
  musan,
  'rirs-noises': rirsNoises,
  folder,
  kaldi,
  listed,
} satisfies Registry<CorpusComponent>;

/**
 * The corpus of that name with its options checked; touches no file.
 * @throws UsageError for an unknown name; z.ZodError for options that the schema refuses
 */
export function buildCorpus(name: string, options: unknown, context: CorpusContext): Corpus {
  const component: CorpusComponent = lookUp<CorpusComponent>(corpora, name, 'corpus');
  return component.build(component.options.parse(options), context);
}
