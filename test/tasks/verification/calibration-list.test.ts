import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecipes } from '../../../src/recipe/load';
import { checkRecipes } from '../../../src/recipe/task-definition';
import { tasks } from '../../../src/tasks';
import { seriesOf } from '../../../src/tasks/experiment';
import { planVerification } from '../../../src/tasks/verification/plan';
import { tinyRecipe } from '../../end-to-end/rig';

const folder = mkdtempSync(join(tmpdir(), 'svtk-calibration-'));
afterAll(() => rmSync(folder, { recursive: true }));
const surroundings = { versions: { tensorflow: '', ffmpeg: '' }, engine: async () => undefined };

function planned(...overrides: readonly string[]) {
  const path = join(folder, 'tiny.yaml');
  writeFileSync(path, tinyRecipe);
  const [series] = seriesOf(checkRecipes(loadRecipes(path, { overrides }), tasks), undefined);
  return planVerification(series!.experiments[0]!.recipe, surroundings);
}

const others =
  'data.calibration={corpus: {type: generated-voices, train_speakers: 12, test_speakers: 4}, list: test-pairs}';
const same =
  'data.calibration={corpus: {type: generated-voices, train_speakers: 8, test_speakers: 4, sessions: 2, utterances: 3, shortest: 1, longest: 1.5}, list: test-pairs}';
const calibrated = 'backends=[{type: cosine, calibration: logistic}]';

test('planVerification(recipe) with a calibration reads the calibration list into every score', () => {
  const [system] = planned(calibrated, others).systems;
  const [scored] = system!.lists;
  const reads = scored!.results.producer.reads.map(({ producer }) => producer.name);
  expect(reads).toEqual(expect.arrayContaining(['prepare.calibration', 'embed.calibration']));
});

test('planVerification(recipe) prepares no calibration list that no back-end learns of', () => {
  const [system] = planned(others).systems;
  const reads = system!.lists[0]!.results.producer.reads.map(({ producer }) => producer.name);
  expect(reads.filter(name => name.includes('calibration'))).toEqual([]);
});

test.each<[string, readonly string[], string]>([
  ['a calibration and no list', [calibrated], 'data.calibration  cosine + calibration needs development trials'],
  ['a list that is scored too', [calibrated, same], 'the calibration list is also scored'],
  [
    'two back-ends of one heading',
    ['backends=[cosine, {type: plda, name: Cosine}]'],
    'backends[1]: the same as backends[0]',
  ],
  ['a metric twice', ['metrics=[eer, eer]'], 'metrics[1]: the same as metrics[0]'],
])('planVerification(recipe) with %s is refused before anything runs', (_, overrides, message) => {
  expect(() => planned(...overrides)).toThrow(message);
});
