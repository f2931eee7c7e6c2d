import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { composeRecipes } = svtk('recipe/compose');
const { parseYaml } = svtk('recipe/parse');

const [mostMilliseconds, mostMebibytes] = [100, 64];

export default {
  id: 'R9',
  what: 'YAML bombs: aliases, depth, counts, length',
  goal: `one clean problem each, ${mostMilliseconds} ms of processor time and ${mostMebibytes} MiB`,
  run: () =>
    inFolder(async folder => {
      const { bombs, laughs } = await testModule('recipe/bomb-recipes');
      const path = join(folder, 'recipe.yaml');
      const count = new Count();
      let [slowest, largest] = [0, 0];
      parseYaml(laughs(2), 'warm'); // the first parse compiles js-yaml, which is not what is measured
      for (const [name, text] of Object.entries(bombs)) {
        writeFileSync(path, text);
        const before = process.memoryUsage().heapUsed;
        const began = process.cpuUsage();
        const [recipe] = composeRecipes(path, { environment: {} });
        const { user, system } = process.cpuUsage(began);
        const milliseconds = (user + system) / 1000;
        const mebibytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
        slowest = Math.max(slowest, milliseconds);
        largest = Math.max(largest, mebibytes);
        const clean = recipe.problems.length === 1 && recipe.problems[0].text.length < 300;
        const held = clean && milliseconds <= mostMilliseconds && mebibytes <= mostMebibytes;
        count.check(held, `${name}: ${milliseconds.toFixed(0)} ms, ${mebibytes.toFixed(0)} MiB, ${clean}`);
      }
      return count.with(`${slowest.toFixed(0)} ms, ${largest.toFixed(0)} MiB at most`);
    }),
};
