import type { Corpus } from '../corpora/corpus';
import { writeModels } from '../manifest/model-writer';
import { writeNames } from '../manifest/names';
import { writeTrials } from '../manifest/trial-writer';
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
import { demandTrials } from './demand-trials';

/** `utterances` names the recordings of the list, in its order; `shards` holds those that no earlier list has. */
export type TrialsStage = StageMaking<'shards' | 'trials' | 'models' | 'utterances'>;

/**
 * Decodes the recordings that a trial list names, and keeps the list and its models beside them; none of them may be
 * unusable. What `earlier` lists of the same corpus name too is left to their stages: no recording is decoded, or
 * embedded, twice. `name` is the recipe's for the list.
 */
export function prepareTrials(
  name: string,
  { corpus, settings }: ChosenCorpus,
  list: string,
  { sampleRate, versions }: PrepareOptions,
  earlier: readonly string[] = [],
): TrialsStage {
  return defineStage({
    name: `prepare.${name}`,
    settings: { sampleRate, corpus: settings, list, ...(earlier.length === 0 ? {} : { earlier }) },
    files: outsideOf([{ corpus, settings }]),
    code: ['stages/prepare-trials', ...decodingCode, `corpora/${corpus.name}`],
    versions: versionsFor([{ corpus, settings }], versions),
    home: 'shared',
    resumable: true,
    makes: { shards: 'shards', trials: 'trials.txt', models: 'models.txt', utterances: 'utterances.txt' },
    async run(io, made) {
      const rows = await corpus.trials(list, io.report);
      demandTrials(rows);
      const { trials, utterances, models } = rows;
      const there = await recordingsOf(corpus, earlier);
      const own = utterances.filter(utterance => there.get(utterance.id) !== contentOf(utterance));
      const source = sourceOf([{ corpus, settings }]);
      await decode(io.path(made.shards), { utterances: own, total: own.length }, source, {
        sampleRate,
        maxBad: 0,
        versions,
        report: io.report,
        signal: io.signal,
      });
      writeTrials(io.path(made.trials), trials);
      writeModels(io.path(made.models), models);
      writeNames(
        io.path(made.utterances),
        utterances.map(({ id }) => id),
      );
    },
  });
}

/** Id → {@link contentOf} as the last of the lists has it. */
async function recordingsOf(corpus: Corpus, lists: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const list of lists) {
    // Their own stages have told what is odd about them.
    const { utterances } = await corpus.trials(list, () => undefined);
    for (const utterance of utterances) contents.set(utterance.id, contentOf(utterance));
  }
  return contents;
}

/** Two lists may give one name to two recordings, as SITW's dev and eval number their models. */
function contentOf({ audio, span, speaker }: Utterance): string {
  return JSON.stringify([audio, span, speaker]);
}
