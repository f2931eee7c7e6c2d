import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdRecipe } from '../../src/recipe/check';
import { composeRecipes } from '../../src/recipe/compose';
import { describeProblem } from '../../src/recipe/problem';
import { verificationRecipe } from '../../src/tasks/verification/recipe';
import { tinyRecipe } from '../end-to-end/rig';

const folder = mkdtempSync(join(tmpdir(), 'svtk-one-of-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The complaints about a recipe with these augmentations, which begin in line 5. */
function complaints(...lines: string[]): string[] {
  const path = join(folder, 'one-of.yaml');
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  writeFileSync(
    path,
    ['use: [tiny.yaml]', 'training:', '  augment:', '    - type: one-of', '      of:', ...lines].join('\n'),
  );
  const [composed] = composeRecipes(path);
  if (composed === undefined) throw new Error('no recipe');
  const held = holdRecipe(composed, verificationRecipe);
  return 'problems' in held ? held.problems.map(one => describeProblem(one).replace(`${folder}/`, '')) : [];
}

test('the augmentations inside one-of are checked with the recipe, at their line, however deep they are', () => {
  expect(
    complaints(
      '        - { type: gain }',
      '        - { type: gian }',
      '        - { type: speed }',
      '        - type: one-of',
      '          of: [{ type: gain, probabilty: 1 }]',
    ),
  ).toEqual([
    expect.stringMatching(
      /^one-of\.yaml:7:19 {2}training\.augment\[0\]\.of\[1\]\.type: .*found "gian", did you mean gain/,
    ),
    expect.stringMatching(/^one-of\.yaml:8:19 {2}training\.augment\[0\]\.of\[2\]\.type: speed makes new speakers/),
    expect.stringMatching(/^one-of\.yaml:10:30 {2}training\.augment\[0\]\.of\[3\]\.of\[0\]\.probabilty: unknown key/),
  ]);
  expect(complaints('        - { type: speed, as_new_speakers: false }', '        - { type: gain }')).toEqual([]);
});
