import { basename, dirname, extname, resolve, sep } from 'node:path';

/** A name that is one plain file name: `margin=0.2,seed=3` becomes `margin-0.2_seed-3`. */
export function runName(text: string): string {
  const plain = text
    .replace(/\s*([=,])\s*/g, '$1')
    .replaceAll('=', '-')
    .replaceAll(',', '_')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  return (
    plain
      .replace(/^[^A-Za-z0-9]+/, '')
      .replace(/\.+$/, '')
      .slice(0, 100) || 'run'
  );
}

/**
 * The folder of a recipe's runs: its name, after the folders that it lies in below one named recipes. So recipes/voxceleb/resnet34.yaml
 * and recipes/cnceleb/resnet34.yaml keep out of each other's runs. A plus sign, which folders of runs cannot have, is a p: campp.
 */
export function folderName(recipe: string): string {
  const above = dirname(resolve(recipe)).split(sep);
  const home = above.lastIndexOf('recipes');
  const below = home === -1 ? [] : above.slice(home + 1);
  return runName([...below, basename(recipe, extname(recipe))].join('-').replaceAll('+', 'p'));
}
