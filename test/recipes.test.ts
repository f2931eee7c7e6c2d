import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeRecipes } from '../src/recipe/compose';
import { parseYaml } from '../src/recipe/parse';
import { checkRecipes } from '../src/recipe/task-definition';
import { tasks } from '../src/tasks';
import { seriesOf } from '../src/tasks/experiment';
import { systemTables } from '../src/tasks/systems/table';

const home = join(__dirname, '../recipes');
const recipes = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.yaml'));

function profilesOf(path: string): string[] {
  const { root } = parseYaml(readFileSync(path, 'utf8'), { kind: 'argument', argument: path });
  const profiles = root?.kind === 'map' ? root.entries.get('profiles')?.node : undefined;
  return profiles?.kind === 'map' ? [...profiles.entries.keys()] : [];
}

test('there are recipes to check', () => {
  expect(recipes).toEqual(expect.arrayContaining(['quickstart.yaml', join('tables', 'real-am-softmax-1.yaml')]));
});

for (const recipe of recipes) {
  const path = join(home, recipe);
  for (const profile of [undefined, ...profilesOf(path)]) {
    test(`recipes/${recipe}${profile === undefined ? '' : ` --profile ${profile}`} passes svtk check, the rows of tables too`, () => {
      const checked = checkRecipes(composeRecipes(path, { profile }), tasks);
      const runs = seriesOf(checked, profile).flatMap(({ experiments }) => experiments);
      expect(runs.length + systemTables(checked, profile).length).toBeGreaterThan(0);
    });
  }

  test(`recipes/${recipe} begins with what it is and the command that runs it`, () => {
    const [first = '', ...head] = readFileSync(path, 'utf8').split('\n').slice(0, 6);
    expect(first).toMatch(/^# /);
    expect(head.join('\n')).toContain(`recipes/${recipe}`);
  });
}
