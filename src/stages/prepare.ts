import { availableParallelism } from 'node:os';
import { writeShards } from '../audio/shard-writer';
import type { WaveformSource } from '../audio/waveform-source';
import { UsageError } from '../core/errors';
import type { Report } from '../core/events';
import type { Hertz } from '../core/units';
import type { Corpus } from '../corpora/corpus';
import { prefixed } from '../corpora/prefixed';
import { writeModels } from '../manifest/model-writer';
import { writeTrials } from '../manifest/trial-writer';
import type { Utterance } from '../manifest/types';
import { defineStage, type Outside, type StageMaking } from '../pipeline/stage';
import { demandTrials } from './demand-trials';

/** A corpus of a recipe, and what the recipe says of it: the settings decide whether shards are made again. */
export interface ChosenCorpus {
  readonly corpus: Corpus;
  readonly settings: unknown;
}

export interface TrainingPart extends ChosenCorpus {
  readonly split: string;
}

export interface PrepareOptions {
  readonly sampleRate: Hertz;
  /** Share of recordings that may be unusable. */
  readonly maxBad: number;
  readonly versions: Readonly<Record<string, string>>;
}

const code = ['stages/prepare', 'audio/shard-writer', 'audio/shard-worker'];

/** Decodes the training recordings of one or several corpora into shards; runs with equal settings share them. */
export function prepareTraining(parts: readonly TrainingPart[], options: PrepareOptions): StageMaking<'shards'> {
  const { sampleRate, maxBad, versions } = options;
  return defineStage({
    name: 'prepare.train',
    settings: { sampleRate, maxBad, parts: parts.map(({ settings, split }) => ({ settings, split })) },
    files: outsideOf(parts),
    code: [...code, ...parts.map(({ corpus }) => `corpora/${corpus.name}`)],
    versions: versionsFor(parts, versions),
    home: 'shared',
    resumable: true,
    makes: { shards: 'shards' },
    async run(io, made) {
      // A million rows are walked twice rather than kept: once to know how many they are.
      let total = 0;
      for await (const _ of rowsOf(parts, () => undefined)) total++;
      await write(io.path(made.shards), { utterances: rowsOf(parts, io.report), total }, sourceOf(parts), {
        ...options,
        report: io.report,
        signal: io.signal,
      });
    },
  });
}

/**
 * Decodes the recordings that a trial list names, and keeps the list and its models beside them; none of them may be
 * unusable. `name` is the recipe's for it.
 */
export function prepareTrials(
  name: string,
  { corpus, settings }: ChosenCorpus,
  list: string,
  { sampleRate, versions }: PrepareOptions,
): StageMaking<'shards' | 'trials' | 'models'> {
  return defineStage({
    name: `prepare.${name}`,
    settings: { sampleRate, corpus: settings, list },
    files: outsideOf([{ corpus, settings }]),
    code: [...code, `corpora/${corpus.name}`],
    versions: versionsFor([{ corpus, settings }], versions),
    home: 'shared',
    resumable: true,
    makes: { shards: 'shards', trials: 'trials.txt', models: 'models.txt' },
    async run(io, made) {
      const rows = await corpus.trials(list, io.report);
      demandTrials(rows);
      const { trials, utterances, models } = rows;
      const source = sourceOf([{ corpus, settings }]);
      await write(io.path(made.shards), { utterances, total: utterances.length }, source, {
        sampleRate,
        maxBad: 0,
        versions,
        report: io.report,
        signal: io.signal,
      });
      writeTrials(io.path(made.trials), trials);
      writeModels(io.path(made.models), models);
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

async function write(
  directory: string,
  list: { readonly utterances: AsyncIterable<Utterance> | readonly Utterance[]; readonly total: number },
  source: WaveformSource,
  { versions, ...options }: PrepareOptions & { readonly report: Report; readonly signal: AbortSignal },
): Promise<void> {
  await writeShards({
    ...options,
    ...list,
    directory,
    source,
    workers: availableParallelism(),
    key: JSON.stringify(versions),
  });
}

/** What decides the content of corpora: lists and folders, and the recordings that lists name wherever they lie. */
function outsideOf(parts: readonly ChosenCorpus[]): Record<string, Outside> {
  const files: Record<string, Outside> = {};
  for (const { corpus } of parts) {
    for (const path of corpus.inputs?.() ?? []) files[freeLabel(files, corpus.name)] = path;
    if (corpus.recordings !== undefined) files[freeLabel(files, `recordings of ${corpus.name}`)] = corpus.recordings;
  }
  return files;
}

/** A label that is not taken yet: a recipe may train on several lists of one kind. */
function freeLabel(taken: Readonly<Record<string, Outside>>, label: string): string {
  for (let count = 2, free = label; ; free = `${label} ${count++}`) if (!Object.hasOwn(taken, free)) return free;
}

/** A decoder's version counts where there is something to decode. */
function versionsFor(parts: readonly ChosenCorpus[], versions: PrepareOptions['versions']): PrepareOptions['versions'] {
  return sourceOf(parts).kind === 'files' ? versions : {};
}

/** All corpora of a set are files, or it is one corpus that makes its samples itself. */
function sourceOf(parts: readonly ChosenCorpus[]): WaveformSource {
  const sources = parts.map(({ corpus }) => corpus.waveforms);
  const [first] = sources;
  if (first !== undefined && (sources.length === 1 || sources.every(({ kind }) => kind === 'files'))) return first;
  const made = parts.find(({ corpus }) => corpus.waveforms.kind !== 'files');
  throw new UsageError({
    what: `${made?.corpus.name} cannot be joined with another training corpus`,
    remedy: 'train on it alone, or on recordings alone',
  });
}
