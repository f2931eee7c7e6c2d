import { join, resolve } from 'node:path';
import type { AugmentationChoice } from './augmentation';
import { foldersOf } from './chain';
import { type CorpusPart, partOfName } from './corpus-part';

/** Folder of sounds, as augmentations name it → its path; relative folders are below `root`, by default the working folder. */
export function pathsOf(augment: readonly AugmentationChoice[], root = '.'): Record<string, string> {
  const folders = foldersOf(augment).filter(folder => partOfName(folder) === undefined);
  return Object.fromEntries(folders.map(folder => [folder, resolve(root, folder)]));
}

/** The parts of corpora that augmentations name in place of folders. */
export function partsOf(augment: readonly AugmentationChoice[]): CorpusPart[] {
  return foldersOf(augment)
    .map(partOfName)
    .filter(part => part !== undefined);
}

/** Folder → where its shards are: numbered, so that a folder of sounds which moves leaves what was made of it in use. */
export function placesOf(augment: readonly AugmentationChoice[], directory: string): Record<string, string> {
  return Object.fromEntries(foldersOf(augment).map((folder, place) => [folder, join(directory, String(place + 1))]));
}
