import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { type ShardSummary, writeShards } from '../audio/shard-writer';
import type { Recording } from '../audio/waveform-source';
import { DataError, UsageError } from '../core/errors';
import type { Report } from '../core/events';
import type { Hertz } from '../core/units';
import type { AugmentationChoice } from './augmentation';
import { type CorpusPart, partOfName } from './corpus-part';
import { pathsOf, placesOf } from './folders';

export interface PrepareFoldersOptions {
  readonly augment: readonly AugmentationChoice[];
  /** Relative folders are below this one; the working folder unless given. */
  readonly root?: string | undefined;
  /** The recordings of a part of a corpus; needed where an augmentation names one. */
  readonly recordingsOf?: (part: CorpusPart) => AsyncIterable<Recording>;
  /** Each folder becomes a folder of shards below this one, see {@link placesOf}. */
  readonly directory: string;
  readonly sampleRate: Hertz;
  readonly workers: number;
  /** Share of files that may be unusable. */
  readonly maxBad: number;
  /** As in writeShards. */
  readonly key?: string;
  readonly report?: Report;
  readonly signal?: AbortSignal;
}

const sounds = new Set(['.wav', '.flac', '.ogg', '.opus', '.mp3', '.m4a', '.aac', '.sph', '.wv', '.aif', '.aiff']);

/** The audio files below a folder by their names; ids are paths below it, in the same order on every machine. */
export function audioBelow(folder: string): Recording[] {
  const found = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const recordings = found
    .filter(entry => !entry.isDirectory() && sounds.has(extname(entry.name).toLowerCase()))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .map(audio => ({ id: relative(folder, audio), audio }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (recordings.length > 0) return recordings;
  throw new DataError({
    where: folder,
    what: existsSync(folder) ? 'no audio files below this folder of sounds' : 'folder of sounds is missing',
    expected: `files ending in ${[...sounds].join(' ')}`,
    remedy: 'name another folder under augment, or a generated sound, which needs no files',
  });
}

async function recordingsFrom(
  { corpus, part }: CorpusPart,
  { recordingsOf }: PrepareFoldersOptions,
): Promise<Recording[]> {
  if (recordingsOf === undefined) {
    throw new UsageError({
      what: 'sounds of a corpus cannot be had here',
      found: `${corpus}, ${part}`,
      remedy: 'name its folder',
    });
  }
  const recordings: Recording[] = [];
  for await (const recording of recordingsOf({ corpus, part })) recordings.push(recording);
  return recordings;
}

/**
 * Decodes the folders and parts of corpora that a recipe's augmentations name, each into shards of its own → folder → its summary with the
 * directory to open. A second call keeps what is there. @throws DataError where a folder is missing or too much is broken.
 */
export async function prepareFolders(options: PrepareFoldersOptions): Promise<Record<string, ShardSummary>> {
  const { augment, root, directory, recordingsOf: _, ...rest } = options;
  const paths = pathsOf(augment, root);
  const prepared: Record<string, ShardSummary> = {};
  for (const [folder, place] of Object.entries(placesOf(augment, directory))) {
    const part = partOfName(folder);
    const utterances = part === undefined ? audioBelow(paths[folder] ?? folder) : await recordingsFrom(part, options);
    prepared[folder] = await writeShards({
      ...rest,
      utterances,
      total: utterances.length,
      directory: place,
      // A room's response may be a few milliseconds long.
      source: { kind: 'files', minimum: 0.001 },
    });
  }
  return prepared;
}
