import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runDirectory } from './run-directory';
import { type RunStatus, readStatus } from './run-status';

/** A run as `svtk runs` shows it. */
export interface ListedRun extends RunStatus {
  readonly recipe: string;
  readonly name: string;
  readonly directory: string;
}

/** Every run in an experiment folder, also those moved aside; by recipe, then by name. Looks, and touches nothing. */
export function listRuns(experiments: string): ListedRun[] {
  return foldersIn(experiments).flatMap(recipe =>
    foldersIn(join(experiments, recipe)).flatMap(name => {
      const { path, status } = runDirectory({ experiments, recipe, name });
      const standing = readStatus(status);
      return standing === undefined ? [] : [{ recipe, name, directory: path, ...standing }];
    }),
  );
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const isPlain = (entry: Dirent): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(entry.name);
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => isPlain(entry) && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => name)
    .sort();
}
