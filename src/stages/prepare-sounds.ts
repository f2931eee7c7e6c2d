import { availableParallelism } from 'node:os';
import type { AugmentationChoice } from '../augment/augmentation';
import { foldersOf } from '../augment/chain';
import { partOfName } from '../augment/corpus-part';
import { partsOf, pathsOf } from '../augment/folders';
import { prepareFolders } from '../augment/prepare-folders';
import type { Corpus } from '../corpora/corpus';
import { defineStage, type StageMaking } from '../pipeline/stage';
import type { PrepareOptions } from './decoding';

/**
 * Decodes the folders and parts of corpora that augmentations take noise, music and room responses from; undefined where
 * they name none.
 * @param corpusOf the corpus of that name
 */
export function prepareSounds(
  augment: readonly AugmentationChoice[],
  root: string | undefined,
  { sampleRate, maxBad, versions }: PrepareOptions,
  corpusOf: (name: string) => Corpus,
  name = 'prepare.sounds',
): StageMaking<'sounds'> | undefined {
  const corpora = [...new Set(partsOf(augment).map(({ corpus }) => corpus))].map(corpusOf);
  const paths = [...Object.values(pathsOf(augment, root)), ...corpora.flatMap(corpus => corpus.inputs?.() ?? [])];
  if (paths.length === 0) return undefined;
  return defineStage({
    name,
    // The order decides the numbers of the prepared folders.
    settings: { sampleRate, maxBad, sources: foldersOf(augment).map(name => partOfName(name) ?? 'a folder') },
    files: Object.fromEntries(paths.map((path, place) => [`sounds ${place + 1}`, path])),
    code: [
      ...['stages/prepare-sounds', 'audio/shard-writer', 'audio/shard-worker'],
      ...corpora.map(({ name }) => `corpora/${name}`),
    ],
    versions,
    home: 'shared',
    resumable: true,
    makes: { sounds: 'sounds' },
    async run(io, made) {
      await prepareFolders({
        augment,
        root,
        recordingsOf: ({ corpus, part }) => corpusOf(corpus).utterances(part, io.report),
        directory: io.path(made.sounds),
        sampleRate,
        workers: availableParallelism(),
        maxBad,
        key: JSON.stringify(versions),
        report: io.report,
        signal: io.signal,
      });
    },
  });
}

/** Augmentations as the settings of a stage that reads the prepared folders: where these lie decides nothing. */
export function soundSettings(augment: readonly AugmentationChoice[]): unknown {
  const folders = foldersOf(augment);
  return JSON.parse(JSON.stringify(augment), (key, value: unknown) => {
    const place = key === 'folder' && typeof value === 'string' ? folders.indexOf(value) : -1;
    return place < 0 ? value : `sounds ${place + 1}`;
  });
}
