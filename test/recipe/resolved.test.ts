// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import { composeRecipes } from '../../src/recipe/compose';
import { generateRecipeDocs } from '../../src/recipe/docs';
import { explainKey } from '../../src/recipe/explain';
import { recipeJsonSchema } from '../../src/recipe/json-schema';
import { recipeYaml, resolvedRecipe } from '../../src/recipe/resolved';
import { type CheckedRecipe, checkRecipes } from '../../src/recipe/task-definition';
import { recipe as recipeSchema, tasks } from './fake-task';
import { folderWith, recipeFile } from './folder';
import { sample } from './sample';

const check = (path: string, overrides: readonly string[] = []): CheckedRecipe =>
  checkRecipes(composeRecipes(path, { overrides, environment: {} }), tasks)[0]!;

describe('recipeYaml(resolvedRecipe(checked))', () => {
  test.each([
    ['the sample', sample],
    [
      'the shortest',
      'task: verification\ndata: {root: "", trials: [x]}\nloss: softmax\ntraining: {epochs: 1}\nbackends: [cosine]',
    ],
    ['texts that look like other things', sample.replace('/corpora', '"1e-3"').replace('sitw-eval', '"null"')],
    ['texts with $$', sample.split('/corpora').join('"$${HOME}: #x"').split('sitw-eval').join('"$$${A}"')],
  ])('checks to the same values: %s', (_, text) => {
    const first = check(recipeFile(text));
    const yaml = recipeYaml(resolvedRecipe(first));
    const second = check(recipeFile(yaml));
    expect(second.recipe).toEqual(first.recipe);
    expect(recipeYaml(resolvedRecipe(second))).toBe(yaml);
  });

  it('has the defaults, with their units', () => {
    const text =
      'task: verification\ndata: {root: /c, trials: [x]}\nloss: softmax\ntraining: {epochs: 1}\nbackends: [plda]';
    expect(resolvedRecipe(check(recipeFile(text)))).toEqual({
      task: 'verification',
      seed: 1,
      data: { root: '/c', trials: ['x'], max_bad: 0.001 },
      model: { embedding: 256 },
      loss: { type: 'softmax', bias: true },
      training: { epochs: 1, batch: 128, rate: 0.1, crop: '2 s', deterministic: false, precision: 'fp32' },
      backends: [{ type: 'plda', iterations: 10 }],
      metrics: [{ type: 'eer' }],
    });
  });
});

describe('explainKey(checked, key)', () => {
  const folder = folderWith({
    'r.yaml': `use: p.yaml\n${sample.replace('  batch: 128\n', '')}`,
    'p.yaml': 'loss: {type: am-softmax, margin: 0.1}',
  });
  const explained = (key: string, overrides?: readonly string[]): string[] =>
    explainKey(check(`${folder}/r.yaml`, overrides), key)
      .replaceAll(`${folder}/`, '')
      .split('\n');
  it('says where a value comes from, and what it replaced', () => {
    expect(explained('loss.margin', ['loss.margin=0.4'])).toEqual([
      'loss.margin = 0.4',
      "  argument 'loss.margin=0.4'",
      '  in place of 0.3, r.yaml:16:11',
      '  in place of 0.1, p.yaml:1:34',
    ]);
    expect(explained('backends[1].lda')).toEqual(['backends[1].lda = 200', '  r.yaml:26:10']);
    expect(explained('training.batch')).toEqual(['training.batch = 128', '  default, for what is said at r.yaml:18:3']);
  });
  it('lists near keys for an unknown one', () => {
    expect(() => explained('loss.margn')).toThrow('no key loss.margn in this recipe, did you mean loss.margin?');
  });
});

describe('recipeJsonSchema(schema)', () => {
  const json = JSON.parse(JSON.stringify(recipeJsonSchema(recipeSchema)));
  it('describes what may be written: units, names and types with their options, use and profiles', () => {
    expect(json.properties.training.properties.crop).toEqual({
      type: ['number', 'string'],
      title: 'seconds, as in 2 s or 200 ms',
      description: 'Length of a training crop.',
      default: '2 s',
    });
    expect(json.properties.loss.anyOf[0]).toEqual({ enum: ['softmax', 'am-softmax'] });
    expect(json.properties.loss.anyOf[2].properties.type).toEqual({ const: 'am-softmax' });
    expect(json.properties.loss.anyOf[2].additionalProperties).toBe(false);
    expect(Object.keys(json.properties)).toEqual(expect.arrayContaining(['use', 'profiles']));
    expect(json.properties.metrics.default).toEqual([{ type: 'eer' }]);
    // A key may come from a file under use:.
    expect(JSON.stringify(json)).not.toContain('"required"');
  });
});

describe('generateRecipeDocs(tasks)', () => {
  const docs = generateRecipeDocs(tasks);
  test.each([
    '| `training.crop` | seconds, as in 2 s or 200 ms | `2 s` | Length of a training crop. |',
    '| `training.epochs` | a whole number, at least 1 | **required** | Passes over the data. |',
    '| `loss` | a loss: softmax or am-softmax | **required** | What is minimised. |',
    '| `metrics` | a list; each item: a metric: eer or min-dcf | `[{ type: eer }]` | Columns of the table. |',
    '| `margin` | a number from 0 to 1 | `0.2` | Taken off the cosine of the true speaker. |',
    '### cosine\n\nCosine. Follows: made for this test. No options.',
  ])('has %j', row => expect(docs).toContain(row));
});
