import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { composeRecipes } = svtk('recipe/compose');
const { checkRecipes } = svtk('recipe/task-definition');
const { RecipeError } = svtk('recipe/problem');
const { inputSchema } = svtk('recipe/json-schema');
const { nearestNames } = svtk('core/nearest-names');
const { randomOf } = svtk('core/random');
const { tasks: realTasks } = svtk('tasks/index');

const goalShare = 0.95;

/** The message that refuses a recipe; undefined where it was taken. */
function refusal(path, text, tasks) {
  writeFileSync(path, text);
  try {
    checkRecipes(composeRecipes(path, { environment: {} }), tasks);
    return undefined;
  } catch (error) {
    if (error instanceof RecipeError) return error.message;
    throw error;
  }
}

/** Share of typos in the names of real recipes for which the right name is suggested first. */
async function rightFirst(seed, trials) {
  const { neighbourhoods, slipped } = await testModule('recipe/typing-slips');
  const all = Object.values(realTasks).flatMap(({ recipe }) => neighbourhoods(inputSchema(recipe)));
  const sets = new Map(all.map(names => [names.join(), names])).values();
  let [right, typos] = [0, 0];
  for (const names of sets) {
    for (const name of names.filter(({ length }) => length >= 3)) {
      for (let trial = 0; trial < trials; trial++) {
        const random = randomOf(seed, 'R8', name, trial);
        let typo = slipped(name, random);
        if (trial % 2 === 1) typo = slipped(typo, random);
        if (names.includes(typo)) continue;
        typos++;
        if (nearestNames(typo, names)[0] === name) right++;
      }
    }
  }
  return { share: right / typos, typos };
}

export default {
  id: 'R8',
  what: 'malformed recipes, and odd ones that are right',
  goal: 'all bad refused with their place within 1 s, all good taken; the right key first for 95 % of typos',
  run: ({ size, seed }) =>
    inFolder(async folder => {
      const { bad, good } = await testModule('recipe/mutant-recipes');
      const { tasks } = await testModule('recipe/fake-task');
      const path = join(folder, 'recipe.yaml');
      const count = new Count();
      for (const { name, text, line, says = '' } of bad) {
        const began = performance.now();
        const message = refusal(path, text, tasks) ?? '';
        const place = new RegExp(`recipe\\.yaml:${line ?? '\\d+'}:\\d+  `);
        const held = place.test(message) && message.includes(says) && performance.now() - began < 1000;
        count.check(held, `${name}: ${message}`);
      }
      for (const [name, text] of Object.entries(good)) {
        const message = refusal(path, text, tasks);
        count.check(message === undefined, `${name}: ${message}`);
      }
      const { share, typos } = await rightFirst(seed, size(2, 20));
      count.check(share >= goalShare, `the right key first for ${(100 * share).toFixed(1)} %`);
      const refused = `${bad.length} bad, ${Object.keys(good).length} good`;
      return count.with(`${refused}; the right key first for ${(100 * share).toFixed(1)} % of ${typos} typos`);
    }),
};
