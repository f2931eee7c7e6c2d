import { cnceleb } from './cnceleb';
import { freeSpokenDigits } from './free-spoken-digits';
import { librispeech } from './librispeech';
import { musan } from './musan';
import type { Obtainable } from './obtainable';
import { rirsNoises } from './rirs-noises';
import { sitw } from './sitw';
import { speechocean762 } from './speechocean762';
import { voxceleb1 } from './voxceleb1';
import { voxceleb2 } from './voxceleb2';

/**
 * What can be fetched or asked for, by corpus; absent are those of a user's own and those that svtk makes. Apart from the corpora
 * themselves, so that a new address is no reason to decode anything again.
 */
export const obtainables: Readonly<Record<string, Obtainable>> = {
  voxceleb1,
  voxceleb2,
  sitw,
  cnceleb,
  musan,
  'rirs-noises': rirsNoises,
  speechocean762,
  librispeech,
  'free-spoken-digits': freeSpokenDigits,
};
