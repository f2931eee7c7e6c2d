import { availableParallelism } from 'node:os';
import type { AugmentationChoice } from '../augment/augmentation';
import { foldersOf } from '../augment/chain';
import { pathsOf } from '../augment/folders';
import { prepareFolders } from '../augment/prepare-folders';
import { defineStage, type StageMaking } from '../pipeline/stage';
import type { PrepareOptions } from './prepare';

/** Decodes the folders of noise, music and room responses that augmentations name; undefined where they name none. */
export function prepareSounds(
  augment: readonly AugmentationChoice[],
  root: string | undefined,
  { sampleRate, maxBad, versions }: PrepareOptions,
): StageMaking<'sounds'> | undefined {
  const paths = Object.values(pathsOf(augment, root));
  if (paths.length === 0) return undefined;
  return defineStage({
    name: 'prepare.sounds',
    settings: { sampleRate, maxBad, folders: paths.length },
    files: Object.fromEntries(paths.map((path, place) => [`sounds ${place + 1}`, path])),
    code: ['stages/prepare-sounds', 'audio/shard-writer', 'audio/shard-worker'],
    versions,
    home: 'shared',
    resumable: true,
    makes: { sounds: 'sounds' },
    async run(io, made) {
      await prepareFolders({
        augment,
        root,
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
