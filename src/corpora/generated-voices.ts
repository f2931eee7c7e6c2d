/**
 * generated-voices: the corpus built into svtk. Synthetic people speak random syllables; nothing is read or downloaded.
 *
 * Contents: as many speakers, sessions and utterances as asked for, at the sample rate of the recipe's features, no words. Licence: svtk's own.
 * Speakers differ in pitch, glottal pulse, vocal-tract length, vowel space, nasality and rate; sessions in channel, noise, level and form of the day.
 * Its numbers say that a pipeline works. They must not stand beside a paper's as if they were comparable.
 */
import { z } from 'zod';
import { UsageError } from '../core/errors';
import { compiledModule } from '../core/package-root';
import type { Utterance } from '../manifest/types';
import { decibels, seconds } from '../recipe/quantity';
import { allPairs, sameSessionOption } from './all-pairs';
import { type Corpus, defineCorpus } from './corpus';
import { durationOf, type VoiceKey, type VoiceSettings } from './generated-voices/synthesize';
import { addressOf } from './generated-voices/waveforms';
import { unknownSplit, unknownTrialList } from './unknown-name';

const count = (most: number) => z.number().int().min(1).max(most);
const duration = z.number().min(0.5).max(3600);

const options = z.strictObject({
  seed: z.number().int().min(0).default(1).describe('which population; the recipe seed does not change the corpus'),
  train_speakers: count(1_000_000).default(100).describe('speakers of the split train'),
  test_speakers: count(1_000_000).default(20).describe('speakers of the split test; none of them is in train'),
  sessions: count(1000)
    .default(2)
    .describe('recordings of a speaker with a channel, noise and form of the day of their own'),
  utterances: count(1_000_000).default(5).describe('utterances in a session'),
  shortest: seconds(duration).default(2).describe('length of the shortest utterance'),
  longest: seconds(duration).default(4).describe('length of the longest utterance'),
  channel: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('strength of the channel filter: 0 = none, 1 = peaks of some 4 dB'),
  noise: decibels(z.number().min(-5).max(80)).default(25).describe('mean level of speech over noise'),
  spread: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('how far speakers differ within their sex: 1 = about as people do, less = harder'),
  same_session: sameSessionOption('drop'),
});
type Options = z.output<typeof options>;

export const generatedVoices = defineCorpus({
  summary:
    'synthetic speakers by source-filter synthesis; any number of speakers, sessions and utterances, nothing to download',
  source: 'Klatt & Klatt 1990, Analysis, synthesis, and perception of voice quality variations; Peterson & Barney 1952',
  options,
  build: corpusOf,
});

function corpusOf(chosen: Options): Corpus {
  const { seed, shortest, longest, channel, noise, spread } = chosen;
  if (longest < shortest) {
    throw new UsageError({
      what: 'generated-voices: longest is less than shortest',
      found: `${longest} s < ${shortest} s`,
    });
  }
  const settings: VoiceSettings = { seed, shortest, longest, channel, noise, spread };
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    train: [0, chosen.train_speakers],
    test: [chosen.train_speakers, chosen.train_speakers + chosen.test_speakers],
  };
  const splits = Object.keys(ranges);
  function* rows(split: string): Generator<Utterance> {
    const [first, end] =
      (Object.hasOwn(ranges, split) ? ranges[split] : undefined) ?? unknownSplit('generated-voices', split, splits);
    for (let speaker = first; speaker < end; speaker++) {
      for (let session = 0; session < chosen.sessions; session++) {
        for (let utterance = 0; utterance < chosen.utterances; utterance++) {
          yield utteranceOf(settings, { speaker, session, utterance });
        }
      }
    }
  }
  return {
    name: 'generated-voices',
    splits,
    trialLists: ['test-pairs'],
    async *utterances(split) {
      yield* rows(split);
    },
    async trials(list) {
      if (list !== 'test-pairs') unknownTrialList('generated-voices', list, ['test-pairs']);
      return allPairs(list, [...rows('test')], chosen.same_session);
    },
    waveforms: { kind: 'module', module: compiledModule('corpora/generated-voices/waveforms'), options: settings },
  };
}

function utteranceOf(settings: VoiceSettings, key: VoiceKey): Utterance {
  const speaker = `s${String(key.speaker).padStart(5, '0')}`;
  const session = `${speaker}-${key.session}`;
  return {
    id: `${session}-${String(key.utterance).padStart(3, '0')}`,
    audio: addressOf(key),
    speaker,
    session,
    duration: durationOf(settings, key),
  };
}
