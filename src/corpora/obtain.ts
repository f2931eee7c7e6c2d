import { DataError, UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { type ObtainOptions, obtainArchive } from '../provision/obtain-archive';
import type { Corpus } from './corpus';
import { obtainables } from './obtainable';
import type { Obtainable } from './obtainable/obtainable';

/** What svtk can fetch of a corpus; undefined where that is nothing. */
export function obtainableOf(name: string): Obtainable | undefined {
  return Object.hasOwn(obtainables, name) ? obtainables[name] : undefined;
}

/** The names of the corpora of which something can be fetched, or which can be asked for. */
export function obtainableCorpora(): string[] {
  return Object.keys(obtainables);
}

/**
 * Fetches archives of a corpus, all of them unless named, and tells what became of each.
 * @throws UsageError for a name that is no archive of it; DataError where its owners want to be asked
 */
export async function obtainCorpus(name: string, wanted: readonly string[], options: ObtainOptions): Promise<void> {
  const { archives, ask } = demand(name);
  const names = wanted.length > 0 ? wanted : Object.keys(archives);
  for (const archive of names) {
    const known = Object.hasOwn(archives, archive) ? archives[archive] : undefined;
    if (known === undefined) throw unknownArchive(name, archive, Object.keys(archives));
    const fetched = await obtainArchive(archive, known, options);
    const text = `${name}: ${archive} ${fetched ? 'is now' : 'was already'} in ${options.root}`;
    options.report({ type: 'note', text });
  }
  if (names.length === 0) throw toAskFor(name, ask);
}

/**
 * Fetches what a split or a trial list needs, where it cannot be read.
 * @throws DataError where it cannot be read then either: what is missing, and whom to ask for it
 */
export async function obtainUse(corpus: Corpus, use: string, options: ObtainOptions): Promise<void> {
  const first = await whyNotReadable(corpus, use);
  if (first === undefined) return;
  const obtainable = obtainableOf(corpus.name);
  if (obtainable === undefined) throw first;
  const names = obtainable.archivesFor?.(use) ?? Object.keys(obtainable.archives);
  if (names.length > 0) await obtainCorpus(corpus.name, names, options);
  const still = await whyNotReadable(corpus, use);
  if (still === undefined) return;
  throw obtainable.ask === undefined ? still : toAskFor(corpus.name, obtainable.ask, still);
}

/** A first recording of the split, or the whole trial list, is read. */
async function whyNotReadable(corpus: Corpus, use: string): Promise<DataError | undefined> {
  const silent = (): void => undefined;
  try {
    if (corpus.trialLists.includes(use)) await corpus.trials(use, silent);
    else for await (const _ of corpus.utterances(use, silent)) break;
    return undefined;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

function demand(name: string): Obtainable {
  const obtainable = obtainableOf(name);
  if (obtainable !== undefined) return obtainable;
  throw new UsageError({ what: 'nothing to download', expected: obtainableCorpora().join(', '), found: `'${name}'` });
}

function toAskFor(name: string, ask: string | undefined, cause?: Error): DataError {
  return new DataError(
    {
      what: `${name} is not free to download: its owners want to be asked`,
      ...(cause === undefined ? {} : { found: cause.message }),
      remedy: ask ?? 'see the page of its owners',
    },
    { cause },
  );
}

function unknownArchive(corpus: string, archive: string, known: readonly string[]): UsageError {
  const near = nearestNames(archive, known);
  return new UsageError({
    what: `unknown archive of ${corpus}`,
    expected: known.join(', '),
    found: `'${archive}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}
