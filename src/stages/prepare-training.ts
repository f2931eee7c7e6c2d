import type { Report } from '../core/events';
import { prefixed } from '../corpora/prefixed';
import type { Utterance } from '../manifest/types';
import { defineStage, type StageMaking } from '../pipeline/stage';
import {
  type ChosenCorpus,
  decode,
  decodingCode,
  outsideOf,
  type PrepareOptions,
  sourceOf,
  versionsFor,
} from './decoding';

export interface TrainingPart extends ChosenCorpus {
  readonly split: string;
}

/** Decodes the training recordings of one or several corpora into shards; runs with equal settings share them. */
export function prepareTraining(parts: readonly TrainingPart[], options: PrepareOptions): StageMaking<'shards'> {
  const { sampleRate, maxBad, versions } = options;
  return defineStage({
    name: 'prepare.train',
    settings: { sampleRate, maxBad, parts: parts.map(({ settings, split }) => ({ settings, split })) },
    files: outsideOf(parts),
    code: ['stages/prepare-training', ...decodingCode, ...parts.map(({ corpus }) => `corpora/${corpus.name}`)],
    versions: versionsFor(parts, versions),
    home: 'shared',
    resumable: true,
    makes: { shards: 'shards' },
    async run(io, made) {
      // A million rows are walked twice rather than kept: once to know how many they are.
      let total = 0;
      for await (const _ of rowsOf(parts, () => undefined)) total++;
      await decode(io.path(made.shards), { utterances: rowsOf(parts, io.report), total }, sourceOf(parts), {
        ...options,
        report: io.report,
        signal: io.signal,
      });
    },
  });
}

async function* rowsOf(parts: readonly TrainingPart[], report: Report): AsyncGenerator<Utterance> {
  for (const { corpus, split } of parts) {
    for await (const utterance of corpus.utterances(split, report)) {
      yield parts.length > 1 ? prefixed(corpus.name, utterance) : utterance;
    }
  }
}
