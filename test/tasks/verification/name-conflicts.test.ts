import { nameConflicts } from '../../../src/tasks/verification/name-conflicts';
import { verificationRecipe } from '../../../src/tasks/verification/recipe';

const whole = {
  task: 'verification',
  data: { train: [{ corpus: 'voxceleb1', split: 'dev' }], trials: [{ corpus: 'voxceleb1', list: 'o' }] },
  features: 'fbank',
  model: 'resnet34',
  loss: 'softmax',
  training: { epochs: 1, learning_rate: { type: 'cosine', initial: 0.1 } },
  backends: ['cosine', { type: 'cosine', norm: 's-norm' }],
  metrics: ['eer', { type: 'min-dcf', target: 0.01 }, { type: 'min-dcf', target: 0.001 }],
};
const recipe = verificationRecipe.parse(whole);
const conflicts = (changed: object) =>
  nameConflicts({ ...recipe, ...changed }).map(({ path, message }) => `${path.join('.')}: ${message}`);
const listsCalled = (...names: (string | undefined)[]) => {
  const trials = names.map(name => ({ ...recipe.data.trials[0]!, name }));
  return conflicts({ data: { ...recipe.data, trials } });
};

test('nameConflicts(recipe) of different names is nothing', () => {
  expect(conflicts({})).toEqual([]);
  expect(listsCalled(undefined, 'voxceleb1-e', 'untrained', 'constructor')).toEqual([]);
});

test('nameConflicts(recipe) points at the later of two lists of one name, given or not', () => {
  expect(listsCalled('a', 'b', 'a')).toEqual([expect.stringMatching(/^data\.trials\.2\.name: an earlier .* called a/)]);
  expect(listsCalled('voxceleb1-o', undefined)).toEqual([expect.stringMatching(/^data\.trials\.1\.list: /)]);
});

test.each(['train', 'development', 'calibration', 'sounds', 'copies', 'CON', 'nul.x', 'a.'])(
  'nameConflicts(recipe) refuses a list called %s',
  name => {
    expect(listsCalled(name)).toEqual([expect.stringContaining(`data.trials.0.name: '${name}' is`)]);
  },
);

test('nameConflicts(recipe) points at back-ends and metrics that share a column', () => {
  const [cosine, normed] = recipe.backends;
  expect(conflicts({ backends: [cosine, normed, cosine] })).toEqual([
    'backends.2: the same as backends[0]: give one of them a name, { type: …, name: … }',
  ]);
  expect(conflicts({ metrics: [...recipe.metrics, recipe.metrics[1]] })).toEqual(['metrics.3: the same as metrics[1]']);
});

test('nameConflicts(recipe) points at back-ends whose headings differ and whose score files do not', () => {
  const { backends } = verificationRecipe.parse({ ...whole, backends: [{ type: 'cosine', name: 'A b' }, 'cosine'] });
  const [named, plain] = backends;
  const other = { ...named!, options: { ...named!.options, name: '(a-B)' } };
  expect(conflicts({ backends: [named, plain, other] })).toEqual([expect.stringMatching(/^backends\.2: the same as/)]);
});
