import { composeRecipes } from '../../src/recipe/compose';
import { RecipeError } from '../../src/recipe/problem';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from './fake-task';
import { folderWith } from './folder';
import { evil, files, names, overrides } from './prototype-payloads';

describe('no recipe and no argument reaches a prototype', () => {
  it('there are 50 payloads or more', () => expect(files.length + overrides.length).toBeGreaterThanOrEqual(50));

  function mustRefuse(recipe: string, given: readonly string[] = []): string {
    const folder = folderWith({ 'r.yaml': recipe, 'evil.yaml': `__proto__: ${evil}\ndata: {constructor: ${evil}}` });
    const before = Object.getOwnPropertyNames(Object.prototype);
    const environment: Record<string, string> = { __proto__: 'x', constructor: 'x' };
    try {
      for (const profile of [undefined, 'p', '__proto__']) {
        expect(() =>
          checkRecipes(composeRecipes(`${folder}/r.yaml`, { overrides: given, profile, environment }), tasks),
        ).toThrow(RecipeError);
      }
      checkRecipes(composeRecipes(`${folder}/r.yaml`, { overrides: given, environment }), tasks);
    } catch (error) {
      if (error instanceof RecipeError) return error.message;
      throw error;
    } finally {
      const fresh: Record<string, unknown> = {};
      expect([fresh['polluted'], fresh['x'], Object.getOwnPropertyNames(Object.prototype)]).toEqual([
        undefined,
        undefined,
        before,
      ]);
      expect(`${{}}`).toBe('[object Object]');
    }
    return 'taken';
  }

  test.each(files.map(text => [text]))('%j', text => {
    const message = mustRefuse(text);
    const key = names.find(name => new RegExp(`(?:^|[{ '"])${name}['"]?:`).test(text));
    if (key !== undefined) expect(message).toContain(`${key}: this name is refused as a key`);
  });

  test.each(overrides.map(text => [text]))('argument %j', text => {
    const message = mustRefuse('task: verification\nloss: softmax', [text]);
    if (!text.includes('=') || names.some(name => text.split('=')[0]!.includes(name))) {
      expect(message).toContain('this name is refused as a key');
    }
  });
});
