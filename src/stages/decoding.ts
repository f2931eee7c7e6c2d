import { availableParallelism } from 'node:os';
import { writeShards } from '../audio/shard-writer';
import type { WaveformSource } from '../audio/waveform-source';
import { UsageError } from '../core/errors';
import type { Report } from '../core/events';
import type { Hertz } from '../core/units';
import type { Corpus } from '../corpora/corpus';
import type { Utterance } from '../manifest/types';
import type { Outside } from '../pipeline/stage';

/** A corpus of a recipe, and what the recipe says of it: the settings decide whether shards are made again. */
export interface ChosenCorpus {
  readonly corpus: Corpus;
  readonly settings: unknown;
}

export interface PrepareOptions {
  readonly sampleRate: Hertz;
  /** Share of recordings that may be unusable. */
  readonly maxBad: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Modules that decode; the corpora count beside them. */
export const decodingCode = ['stages/decoding', 'audio/shard-writer', 'audio/shard-worker'];

/** Decodes a list of recordings into a folder of shards, in its order. */
export async function decode(
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
export function outsideOf(parts: readonly ChosenCorpus[]): Record<string, Outside> {
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
export function versionsFor(
  parts: readonly ChosenCorpus[],
  versions: PrepareOptions['versions'],
): PrepareOptions['versions'] {
  return sourceOf(parts).kind === 'files' ? versions : {};
}

/** All corpora of a set are files, or it is one corpus that makes its samples itself. */
export function sourceOf(parts: readonly ChosenCorpus[]): WaveformSource {
  const sources = parts.map(({ corpus }) => corpus.waveforms);
  const [first] = sources;
  if (first !== undefined && (sources.length === 1 || sources.every(({ kind }) => kind === 'files'))) return first;
  const made = parts.find(({ corpus }) => corpus.waveforms.kind !== 'files');
  throw new UsageError({
    what: `${made?.corpus.name} cannot be joined with another training corpus`,
    remedy: 'train on it alone, or on recordings alone',
  });
}
