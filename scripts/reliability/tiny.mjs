import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testModule } from './load.mjs';

/** Where the results of the tiny recipe lie, below a place. */
export const tinyRun = 'exp/tiny/default';

/** Makes places below a folder, each with the tests' tiny recipe as tiny.yaml: 8 generated speakers, 24 steps, a checkpoint each 5. */
export async function tinyPlaces(folder) {
  const { tinyRecipe } = await testModule('end-to-end/rig');
  return name => {
    const place = join(folder, name);
    mkdirSync(place);
    writeFileSync(join(place, 'tiny.yaml'), tinyRecipe);
    return place;
  };
}
