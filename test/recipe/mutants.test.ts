import { composeRecipes } from '../../src/recipe/compose';
import { RecipeError } from '../../src/recipe/problem';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from './fake-task';
import { recipeFile } from './folder';
import { bad, good } from './mutant-recipes';

const check = (text: string | Uint8Array): void => {
  checkRecipes(composeRecipes(recipeFile(text), { environment: {} }), tasks);
};

describe('checkRecipes refuses each of 100 mutants with the place', () => {
  it('there are 100 or more, all different', () => {
    expect(new Set(bad.map(({ text }) => String(text))).size).toBe(bad.length);
    expect(bad.length).toBeGreaterThanOrEqual(100);
  });

  test.each(bad.map(mutant => [mutant.name, mutant] as const))('%s', (_, { text, line, says }) => {
    let message = '';
    try {
      check(text);
    } catch (error) {
      if (!(error instanceof RecipeError)) throw error;
      message = error.message;
    }
    const place = line === undefined ? '\\d+' : String(line);
    expect(message).toMatch(new RegExp(`recipe\\.yaml:${place}:\\d+  `));
    expect(message).toMatch(/\d+ problems?; nothing was run\.$/);
    if (says !== undefined) {
      const said = message
        .split('\n')
        .filter(problem => line === undefined || problem.includes(`recipe.yaml:${line}:`));
      expect(said.join('\n')).toContain(says);
    }
  });
});

describe('checkRecipes takes a good recipe', () => {
  it('there are 20 or more', () => expect(Object.keys(good).length).toBeGreaterThanOrEqual(20));
  test.each(Object.entries(good))('%s', (_, text) => check(text));
});
