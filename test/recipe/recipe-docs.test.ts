import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { composeRecipes } from '../../src/recipe/compose';
import { generateRecipeDocs } from '../../src/recipe/docs';
import { recipeYaml, resolvedRecipe } from '../../src/recipe/resolved';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from '../../src/tasks';
import { recipeFile } from './folder';

const recipes = existsSync(join(packageRoot, 'recipes'))
  ? readdirSync(join(packageRoot, 'recipes'), { recursive: true, encoding: 'utf8' }).filter(
      // A table names recipes; it is none.
      name => name.endsWith('.yaml') && !name.startsWith('tables/'),
    )
  : [];

describe('docs/recipes.md', () => {
  it('is what generateRecipeDocs(tasks) gives; node scripts/recipe-docs.mjs writes it', () => {
    expect(readFileSync(join(packageRoot, 'docs', 'recipes.md'), 'utf8')).toBe(generateRecipeDocs(tasks));
  });
});

describe('every recipe that svtk ships', () => {
  it.each(recipes.map(name => [name]))('%s checks, resolved too, to the same values', name => {
    // Recipes for corpora that are not here take their folder from the environment.
    const environment = { ...process.env, SVTK_DATA: process.env['SVTK_DATA'] ?? '/corpora' };
    const [first] = checkRecipes(composeRecipes(join(packageRoot, 'recipes', name), { environment }), tasks);
    const [second] = checkRecipes(
      composeRecipes(recipeFile(recipeYaml(resolvedRecipe(first!))), { environment }),
      tasks,
    );
    expect(second!.recipe).toEqual(first!.recipe);
  });
});
